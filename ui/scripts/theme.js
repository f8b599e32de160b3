// Light or dark: as the system has it, until a reader chooses otherwise, which is kept.
const KEY = "dateline-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const button = element.querySelector("button");
const body = document.body;

// A browser may keep nothing; then the choice lasts as long as the page.
let chosen = null;
try {
  chosen = localStorage.getItem(KEY);
} catch {
  chosen = null;
}

const show = () => {
  const dark = chosen ? chosen === "dark" : system.matches;
  if (body.classList.contains("dark") !== dark) body.classList.toggle("dark", dark);
  button.setAttribute("aria-pressed", String(dark));
};

const choose = () => {
  const wanted = body.classList.contains("dark") ? "light" : "dark";
  chosen = (wanted === "dark") === system.matches ? null : wanted;
  try {
    if (chosen) localStorage.setItem(KEY, chosen);
    else localStorage.removeItem(KEY);
  } catch {
    // It is not kept.
  }
  show();
};

button.addEventListener("click", choose);
system.addEventListener("change", show);
// Gradio follows the system by itself, and would undo the choice.
new MutationObserver(show).observe(body, { attributeFilter: ["class"] });
show();
