// Runs once for each of Gradio's HTML parts; `element`, `trigger`, `props` and `watch` are Gradio's.
const data = (target, name) => target.closest(`[data-${name}]`)?.dataset;

let judged = null;
let unfolded = [];
const judge = (target, opinion) => {
  judged = target.closest(".opinion");
  unfolded = [...element.querySelectorAll("details")].map((each) => each.open);
  trigger("like", { comment: "", ...data(target, "exchange"), ...opinion });
};

// The clipboard's own interface is there on secure addresses alone.
const toClipboard = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("The browser copies nothing.");
};

const use = async (button) => {
  const { tool, copied } = button.dataset;
  if (tool === "retry") trigger("retry", { ...data(button, "exchange") });
  if (tool === "edit") trigger("edit", { ...data(button, "exchange") });
  if (tool !== "copy") return;
  const done = button.parentElement.querySelector(".done");
  done.textContent = await toClipboard(copied).then(
    () => "Copied.",
    () => "The browser doesn’t allow copying.",
  );
};

element.addEventListener("click", (event) => {
  if (event.target.closest(".close, .undo")) {
    props.value = "";
    return;
  }
  const tool = event.target.closest("[data-tool]");
  if (tool) use(tool);
  const example = data(event.target, "question");
  const source = data(event.target, "article");
  const verdict = data(event.target, "verdict");
  // A reader who marks words in a card wants to copy them.
  const marking = !getSelection().isCollapsed;
  if (example) trigger("select", { ...example });
  else if (verdict && event.target.ariaPressed !== "true") judge(event.target, verdict);
  else if (source && !marking) trigger("click", { ...source });
});

element.addEventListener("change", (event) => {
  if (event.target.type === "date") props.value = event.target.value;
  const comment = event.target.dataset.comment !== undefined;
  if (comment) judge(event.target, { verdict: "wrong", comment: event.target.value });
});

document.addEventListener("keydown", (event) => {
  const closes = event.key === "Escape" && !event.defaultPrevented;
  if (closes && element.querySelector(".close")) props.value = "";
});

let asked = null;
const followQuestion = () => {
  const question = element.querySelector("[aria-busy=true] .question")?.textContent ?? null;
  if (question !== asked && question !== null) {
    // Once what stood here has joined what stands above.
    requestAnimationFrame(() => element.scrollIntoView({ block: "start" }));
  }
  if (asked !== null && question === null) {
    element.dispatchEvent(new Event("answered", { bubbles: true }));
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

// What a reader has unfolded stays so while a verdict is shown.
const showVerdict = () => {
  if (!judged) return;
  element.querySelectorAll("details").forEach((each, at) => (each.open = unfolded[at] ?? false));
  judged.scrollIntoView({ block: "nearest" });
  judged = null;
};

watch("value", () => {
  showVerdict();
  followQuestion();
  showMark();
});
// The same quote opened again changes no value, so app.py tells of it.
element.addEventListener("opened", showMark);
