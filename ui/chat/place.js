// Which reader this is, and which conversation is open: the browser knows both, and sends them
// along. `props`, `trigger` and `watch` are Gradio's.
const READER = "dateline-reader";

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) =>
    each.toString(16).padStart(2, "0"),
  ).join("");

// A browser may keep nothing; then the reader lasts as long as the page.
const known = () => {
  const made = newKey();
  try {
    const kept = localStorage.getItem(READER) ?? made;
    localStorage.setItem(READER, kept);
    return kept;
  } catch {
    return made;
  }
};
const reader = known();

const opened = () => location.hash.slice(1);
const arrive = () => {
  props.value = JSON.stringify({ reader, conversation: opened() });
  trigger("arrive");
};

watch("value", () => {
  if (!props.value) return;
  const { conversation } = JSON.parse(props.value);
  if (conversation !== opened()) {
    const address = location.pathname + location.search;
    history.replaceState(null, "", conversation ? `#${conversation}` : address);
  }
  trigger("moved");
});

const questionBox = () => document.querySelector("#question textarea");
const isWriting = (target) => target.closest("input, textarea, select, [contenteditable]");
const isFree = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);

const stop = (event) => {
  if (!document.querySelector("#latest [aria-busy=true]")) return;
  event.stopImmediatePropagation();
  document.querySelector("#question .stop-button")?.click();
};

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape" && isFree(event)) stop(event);
    if (event.key === "/" && isFree(event) && !isWriting(event.target)) {
      event.preventDefault();
      questionBox()?.focus();
    }
  },
  { capture: true },
);

document.addEventListener("click", ({ target }) => {
  if (!target.closest("#shelf .new")) return;
  if (!opened()) arrive();
  questionBox()?.focus();
});

// What has come of an answer is told to the other tabs, which show it where they have the same
// conversation open; one that is busy itself, or edits its last question, is left alone.
const tabs = new BroadcastChannel("dateline-tabs");
const isFreeTab = () =>
  !document.querySelector("#latest [aria-busy=true], #editing .editing:not([data-number=''])");
document.addEventListener("answered", () => tabs.postMessage(opened()));
tabs.addEventListener("message", ({ data }) => {
  if (data && data === opened() && isFreeTab()) arrive();
});

// An answer's stream may break off without a word: while one forms, see whether the server that
// forms it is still there. One that comes back has forgotten this page, which therefore begins anew.
const serving = () =>
  fetch("gradio_api/app_id")
    .then((response) => response.json())
    .then(({ app_id }) => app_id)
    .catch(() => null);
const LOST = "Dateline’s server doesn’t answer. What was said is kept; this page goes on by itself.";
const tellLost = () => {
  if (document.querySelector("#lost")) return;
  const line = Object.assign(document.createElement("p"), { id: "lost", textContent: LOST });
  line.setAttribute("role", "alert");
  line.className = "error";
  document.querySelector("#asking").prepend(line);
};
const look = async () => {
  const wasLost = document.querySelector("#lost");
  if (!wasLost && !document.querySelector("#latest [aria-busy=true]")) return;
  const found = await serving();
  if (found === null) tellLost();
  else if (wasLost || found !== gradio_config.app_id) location.reload();
};
setInterval(look, 2000);

addEventListener("hashchange", arrive);
arrive();
