// Runs in each part that finds or lists articles; `element`, `trigger` and `watch` are Gradio's.
const finder = () => document.querySelector("#finder form");
const wanted = () => Object.fromEntries(new FormData(finder()));

let waiting = 0;
element.querySelector("form")?.addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => trigger("input", wanted()), event.isTrusted ? 200 : 0);
});
element.addEventListener("submit", (event) => event.preventDefault());

let turned = false;
element.addEventListener("click", (event) => {
  const { page, remove } = event.target.dataset;
  const source = event.target.closest("[data-article]")?.dataset;
  turned = Boolean(page || remove);
  if (source) trigger("click", { ...source });
  if (page) trigger("select", { ...wanted(), page: +page });
  if (remove) trigger("delete", { ...wanted(), page: shownPage(), article: remove });
});
const shownPage = () => +(element.querySelector(".pages")?.dataset.shown ?? 1);

// One question at a time, and Escape takes it back.
element.addEventListener("toggle", (event) => {
  if (!event.target.open) return;
  element.querySelectorAll("details[open]").forEach((each) => (each.open = each === event.target));
}, true);
element.addEventListener("keydown", (event) => {
  const open = event.target.closest("details[open]");
  if (event.key !== "Escape" || !open) return;
  event.stopPropagation();
  open.open = false;
  open.querySelector("summary").focus();
});

let latest = "";
watch("value", () => {
  if (turned) element.querySelector(".found")?.focus();
  turned = false;
  const ended = element.querySelector("[data-latest]")?.dataset.latest ?? "";
  if (ended && ended !== latest) finder()?.dispatchEvent(new Event("input"));
  latest = ended;
});
