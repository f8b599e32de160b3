// Runs once for each HTML part of this tab; `element`, `trigger`, `props` and `watch` are Gradio's.
element.addEventListener("click", (event) => {
  const run = event.target.closest("[data-run]")?.dataset.run;
  if (run !== undefined) trigger("click", { run });
  else if (event.target.closest(".close")) props.value = "";
});

watch("value", () => {
  const heading = element.querySelector(".run-report h2");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
});
