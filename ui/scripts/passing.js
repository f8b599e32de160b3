// A new question takes the last exchange's place, and that joins those before it. It is on the page
// already, so the server doesn't send the whole conversation again with every question.
if (element.closest("#latest")) {
  new MutationObserver((changes) => {
    const number = element.querySelector(".exchange")?.dataset.number;
    for (const exchange of changes.flatMap((each) => [...each.removedNodes])) {
      if (Number(exchange.dataset?.number) + 1 !== Number(number)) continue;
      document.dispatchEvent(new CustomEvent("passed", { detail: exchange }));
    }
  }).observe(element, { childList: true, subtree: true });
}

if (element.closest("#earlier")) {
  document.addEventListener("passed", ({ detail: exchange }) => {
    if (element.querySelector(`[data-number="${exchange.dataset.number}"]`)) return;
    for (const tool of exchange.querySelectorAll("[data-tool=retry], [data-tool=edit]")) {
      tool.remove();
    }
    // What is being read stays in its place, also in the middle of a scroll.
    const latest = document.querySelector("#latest");
    const before = latest.getBoundingClientRect().top;
    element.append(exchange);
    scrollBy({ top: latest.getBoundingClientRect().top - before, behavior: "instant" });
  });
  // Gradio changes what stands here only where its own value changes. It has time once the answer
  // stands: it reads all of it.
  document.addEventListener("answered", () => {
    requestIdleCallback(() => (props.value = element.innerHTML));
  });
}
