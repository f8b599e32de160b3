// Runs in the head of the shelf: folds it away, and is a drawer where there is no room beside the
// chat. `element` is Gradio's.
const SHELF = "dateline-shelf";
const button = element.querySelector(".fold");
const isFolded = () => button.ariaExpanded === "false";
const isWide = () => matchMedia("(min-width: 70rem)").matches;
const isDrawer = () => !isFolded() && !isWide();

// A browser may keep nothing; then it is open at first.
const kept = () => {
  try {
    return localStorage.getItem(SHELF);
  } catch {
    return null;
  }
};
const keep = () => {
  try {
    localStorage.setItem(SHELF, isFolded() ? "folded" : "open");
  } catch {
    // It is not kept.
  }
};

const fold = (folded) => {
  button.setAttribute("aria-expanded", String(!folded));
};

button.addEventListener("click", (event) => {
  event.stopPropagation();
  fold(!isFolded());
  if (isWide()) keep();
});
document.addEventListener("click", ({ target }) => {
  const stays = target.closest("#shelf") && !target.closest("a");
  if (isDrawer() && !stays) fold(true);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !isDrawer() || event.target.closest("#kept")) return;
    event.stopImmediatePropagation();
    fold(true);
    button.focus();
  },
  { capture: true },
);

// A window that becomes narrow must not have the drawer open over what its reader looks at.
const settle = () => fold(kept() === "folded" || !isWide());
matchMedia("(min-width: 70rem)").addEventListener("change", settle);
settle();
