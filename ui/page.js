// Runs once for each of Gradio's HTML parts; `element`, `trigger`, `props` and `watch` are Gradio's.
const data = (target, name) => target.closest(`[data-${name}]`)?.dataset;

element.addEventListener("click", (event) => {
  if (event.target.closest(".close")) {
    props.value = "";
    return;
  }
  const example = data(event.target, "question");
  const source = data(event.target, "article");
  // A reader who marks words in a card wants to copy them.
  const marking = !getSelection().isCollapsed;
  if (example) trigger("select", { ...example });
  else if (source && !marking) trigger("click", { ...source });
});

element.addEventListener("change", (event) => {
  if (event.target.type === "date") props.value = event.target.value;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && element.querySelector(".close")) props.value = "";
});

let asked = null;
const followQuestion = () => {
  const question = element.querySelector("[aria-busy=true] .question")?.textContent ?? null;
  if (question !== asked && question !== null) {
    element.scrollIntoView({ block: "start", behavior: "smooth" });
  }
  asked = question;
};

const showMark = () => {
  element.querySelector(".paper h2")?.focus({ preventScroll: true });
  const mark = element.querySelector("mark");
  if (!mark) return;
  // The words alone scroll: the chat stays where the reader left it.
  const words = mark.closest(".words");
  const offset = mark.getBoundingClientRect().top - words.getBoundingClientRect().top;
  words.scrollTop += offset - words.clientHeight / 3;
};

watch("value", () => {
  followQuestion();
  showMark();
});
// The same quote opened again changes no value, so app.py tells of it.
element.addEventListener("opened", showMark);
