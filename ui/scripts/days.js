// Joined to page.js. Tells the calendar day of "Tuesday" to whoever points at it, reaches it with
// the keyboard or touches it; the browser's own hint would show under a mouse alone.
{
  const tip = () => {
    const there = document.querySelector("#day-tip");
    if (there) return there;
    const made = document.createElement("div");
    made.id = "day-tip";
    made.hidden = true;
    made.setAttribute("role", "tooltip");
    document.addEventListener("scroll", () => put(), { capture: true, passive: true });
    document.addEventListener("keydown", dismiss, { capture: true });
    return document.body.appendChild(made);
  };

  // Beside the words, above them where there is room, and never off the screen.
  const put = () => {
    const box = tip().of?.getClientRects()[0];
    if (!box) return;
    const { offsetWidth: width, offsetHeight: height } = tip();
    const left = Math.min(box.left, document.documentElement.clientWidth - width - 8);
    tip().style.left = `${Math.max(8, left)}px`;
    tip().style.top = `${box.top > height + 8 ? box.top - height - 6 : box.bottom + 6}px`;
  };

  const hide = () => {
    const { of } = tip();
    if (of) {
      of.title = tip().textContent;
      of.removeAttribute("aria-describedby");
    }
    tip().of = null;
    tip().hidden = true;
  };

  const show = (time) => {
    if (tip().of === time) return;
    hide();
    tip().textContent = time.title;
    tip().of = time;
    tip().hidden = false;
    time.removeAttribute("title");
    time.setAttribute("aria-describedby", "day-tip");
    put();
  };

  const dismiss = (event) => {
    if (event.key !== "Escape" || tip().hidden) return;
    event.stopPropagation();
    hide();
  };

  const over = (event) => {
    const time = event.target.closest("time[title]");
    if (time) show(time);
  };
  const out = (event) => {
    const time = event.target.closest("time");
    if (time && time === tip().of && time !== document.activeElement) hide();
  };
  element.addEventListener("pointerover", over);
  element.addEventListener("focusin", over);
  element.addEventListener("pointerout", out);
  element.addEventListener("focusout", hide);
  // A finger has nothing to point with: its touch tells the day, and opens nothing.
  const touched = (event) => {
    const time = event.target.closest("time[tabindex]");
    if (!time || event.pointerType !== "touch") return;
    event.stopPropagation();
    show(time);
  };
  element.addEventListener("click", touched, { capture: true });
  watch("value", () => tip().of?.isConnected || hide());
  tip();
}
