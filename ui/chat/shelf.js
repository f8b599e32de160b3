// Runs in the list of conversations; `element` and `trigger` are Gradio's.
const entry = (target) => target.closest(".entry");
const show = (target, face) => {
  const shown = entry(target);
  shown.dataset.face = face;
  shown.querySelector("details").open = false;
  const first = { link: "a", rename: ".rename", delete: "[data-delete]" }[face];
  shown.querySelector(first).focus();
  shown.querySelector(".rename").select();
};

element.addEventListener("click", ({ target }) => {
  const { conversation } = entry(target)?.dataset ?? {};
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.show) show(target, button.dataset.show);
  if (button.dataset.export) {
    button.closest("details").open = false;
    trigger("export", { conversation, form: button.dataset.export });
  }
  if (button.dataset.delete !== undefined) {
    if (location.hash === `#${conversation}`) location.hash = "";
    trigger("remove", { conversation });
  }
});

element.addEventListener("change", ({ target }) => {
  const { conversation } = entry(target).dataset;
  trigger("rename", { conversation, title: target.value });
});

element.addEventListener("keydown", (event) => {
  const face = entry(event.target)?.dataset.face;
  if (event.key === "Enter" && face === "rename") event.target.blur();
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details[open]");
  if (face !== "link") {
    event.target.value = event.target.defaultValue;
    show(event.target, "link");
  } else if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else return;
  event.stopPropagation();
});

// One menu is open at a time.
element.addEventListener("toggle", ({ target }) => {
  if (!target.open) return;
  element.querySelectorAll("details[open]").forEach((each) => (each.open = each === target));
}, { capture: true });
document.addEventListener("click", ({ target }) => {
  element.querySelectorAll("details[open]").forEach((each) => {
    if (!each.contains(target)) each.open = false;
  });
});
