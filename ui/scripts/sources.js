// Joined to page.js. Ties together a marker, its card, and the article that is open: what is pointed
// at lights up on both sides, what is open is marked, and the panel steps through what was
// found in one article.
{
  const same = (one, other) =>
    ["article", "start", "end"].every((name) => one.dataset[name] === other.dataset[name]);

  const light = (target, lit) => {
    const marked = target.closest("[data-marker]");
    const shown = marked?.closest(".exchange")?.querySelectorAll("[data-marker]") ?? [];
    for (const each of shown) {
      if (each.dataset.marker === marked.dataset.marker) each.classList.toggle("lit", lit);
    }
  };
  for (const name of ["pointerover", "focusin"]) {
    element.addEventListener(name, (event) => light(event.target, true));
  }
  for (const name of ["pointerout", "focusout"]) {
    element.addEventListener(name, (event) => light(event.target, false));
  }

  // Whoever closes the article is back where it was opened from.
  const noteOpener = (target) => {
    const source = target.closest("[data-article]");
    if (!source || source.closest("#paper")) return;
    document.querySelector("[data-opener]")?.removeAttribute("data-opener");
    const button = source.matches("button") ? source : source.querySelector("button");
    button?.setAttribute("data-opener", "");
  };

  const paper = () => element.querySelector(".paper");
  const spanOf = (panel) => ({
    dataset: { article: panel.dataset.ofArticle, start: panel.dataset.ofStart, end: panel.dataset.ofEnd },
  });

  const markOpened = () => {
    const panel = document.querySelector("#paper .paper");
    for (const each of document.querySelectorAll(".exchange [data-article]")) {
      if (panel && same(each, spanOf(panel))) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  };

  // What was found in the open article for the question it was opened from, in the article's order.
  const quotes = (panel) => {
    const opened = document.querySelector(".exchange [data-article][aria-current]");
    const all = opened?.closest(".exchange").querySelectorAll("[data-article]") ?? [];
    const first = new Map();
    for (const each of all) {
      const { article, start } = each.dataset;
      if (article === panel.dataset.ofArticle && !first.has(start)) first.set(start, each);
    }
    return [...first.values()].sort((one, other) => one.dataset.start - other.dataset.start);
  };

  const showSteps = (panel) => {
    const found = quotes(panel);
    const at = found.findIndex((each) => same(each, spanOf(panel)));
    const steps = panel.querySelector(".steps");
    if (!steps) return;
    steps.hidden = at < 0 || found.length < 2;
    steps.querySelector("span").textContent = `Quote ${at + 1} of ${found.length}`;
    for (const button of steps.querySelectorAll("button")) {
      button.disabled = !found[at + Number(button.dataset.step)];
    }
  };

  let stepped = null;
  const step = (button) => {
    const found = quotes(paper());
    const at = found.findIndex((each) => same(each, spanOf(paper())));
    stepped = button.dataset.step;
    found[at + Number(stepped)]?.click();
  };

  let folded = matchMedia("(max-width: 60rem)").matches;
  element.addEventListener("click", (event) => {
    noteOpener(event.target);
    const button = event.target.closest("[data-step]");
    if (button) step(button);
    if (event.target.closest(".origin > summary")) folded = paper().querySelector(".origin").open;
  });

  let wasOpen = false;
  const showPanel = () => {
    const panel = paper();
    markOpened();
    if (panel) {
      showSteps(panel);
      const origin = panel.querySelector(".origin");
      if (origin) origin.open = !folded;
      const again = stepped && panel.querySelector(`[data-step="${stepped}"]:enabled`);
      again?.focus({ preventScroll: true });
    } else if (wasOpen) document.querySelector("[data-opener]")?.focus({ preventScroll: true });
    [wasOpen, stepped] = [Boolean(panel), null];
  };
  if (element.closest("#paper")) {
    watch("value", showPanel);
    // A value that the page itself clears is not told by `watch`.
    const closed = () => wasOpen && !paper() && showPanel();
    new MutationObserver(closed).observe(element, { childList: true, subtree: true });
  } else watch("value", markOpened);
}
