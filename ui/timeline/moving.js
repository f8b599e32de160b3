// Pointer, wheel and keys on the plot.
const svgActs = (svg, { signal }) => {
  const on = (name, listener, options) =>
    svg.addEventListener(name, listener, { signal, ...options });
  const pointers = new Map();
  let moved = false;
  const dayAt = (clientX) => {
    const { left, width } = svg.getBoundingClientRect();
    const { from, to } = timeline.view;
    return from + ((clientX - left) / width) * (to - from);
  };

  on("wheel", (event) => {
    const { view, whole } = timeline;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const all = view.to - view.from >= whole.to - whole.from;
    if (!sideways && event.deltaY > 0 && all) return; // there is no more: the page scrolls on
    event.preventDefault();
    hideCard();
    const pixels = event.deltaMode ? 30 : 1;
    if (sideways) look({ by: (event.deltaX * pixels) / timeline.shown.layout.pixels });
    else look({ factor: Math.exp(event.deltaY * pixels * 0.002), around: dayAt(event.clientX) });
  }, { passive: false });

  on("pointerdown", (event) => {
    pointers.set(event.pointerId, event.clientX);
    moved = false;
  });
  on("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    if (!moved && Math.abs(event.clientX - before) < 4) return;
    if (!moved) svg.setPointerCapture(event.pointerId);
    moved = true;
    hideCard();
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    pointers.set(event.pointerId, event.clientX);
    if (other === undefined) return look({ by: dayAt(before) - dayAt(event.clientX) });
    const apart = (x) => Math.max(8, Math.abs(x - other));
    const factor = apart(before) / apart(event.clientX);
    look({ factor, around: dayAt((event.clientX + other) / 2) });
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    on(end, (event) => pointers.delete(event.pointerId));
  }
  // Before page.js hears of it: who drags opens nothing.
  on("click", (event) => {
    const mark = markOf(event.target);
    if (moved) event.stopPropagation();
    else if (mark) act(mark);
    moved = false;
  });

  on("pointerover", (event) => {
    const mark = pointers.size ? null : markOf(event.target);
    if (mark) showCard(mark);
    else hideCard();
  });
  on("pointerleave", hideCard);
  on("focusin", (event) => {
    const mark = markOf(event.target);
    if (!mark) return;
    timeline.at = mark;
    if (mark.node.matches(":focus-visible")) showCard(mark);
  });
  on("focusout", hideCard);
  on("keydown", (event) => {
    if (event.key === "Escape") hideCard();
    if (event.ctrlKey || event.altKey || event.metaKey || !press(event.key)) return;
    event.preventDefault();
  });
};

// One sentence was opened by page.js; several are listed.
const act = (mark) => {
  const opens = mark.node.dataset.article;
  timeline.at = mark;
  timeline.opened = opens ? mark : null;
  if (opens) redraw();
  else list(mark);
};

const press = (key) => {
  const { acts } = timeline;
  const mark = again(timeline.at);
  const around = mark ? (mark.column + (mark.end ?? mark.column + 1)) / 2 : undefined;
  const keys = {
    "+": () => look({ factor: NEARER, around }),
    "=": () => look({ factor: NEARER, around }),
    "-": () => look({ factor: FURTHER, around }),
    "0": acts.fit,
    PageUp: acts.earlier,
    PageDown: acts.later,
    Home: () => reach(mark, periodsLike(mark)[0]),
    End: () => reach(mark, periodsLike(mark).at(-1)),
    ArrowRight: () => step(mark, 1),
    ArrowLeft: () => step(mark, -1),
    ArrowUp: () => climb(mark, 1),
    ArrowDown: () => climb(mark, -1),
    Enter: () => mark?.node.dispatchEvent(new MouseEvent("click", { bubbles: true })),
    " ": () => mark?.node.dispatchEvent(new MouseEvent("click", { bubbles: true })),
  };
  keys[key]?.();
  return key in keys;
};

const focusOn = (mark) => {
  if (!mark) return;
  for (const each of timeline.shown.marks.values()) {
    if (Boolean(each.span) === Boolean(mark.span)) each.node.setAttribute("tabindex", -1);
  }
  mark.node.setAttribute("tabindex", 0);
  mark.node.focus();
};

const climb = (mark, by) => {
  if (!mark) return;
  const column = sameKind(mark).filter((each) => each.column === mark.column);
  focusOn(column[column.indexOf(mark) + by]);
};

const step = (mark, by) => {
  if (!mark) return;
  const others = sameKind(mark).filter((each) => each.column !== mark.column);
  const beside = by > 0
    ? others.find((each) => each.column > mark.column)
    : others.findLast((each) => each.column < mark.column);
  if (beside && by < 0) focusOn(others.find((each) => each.column === beside.column));
  else if (beside) focusOn(beside);
  else if (!mark.span) stepOutside(mark, by);
};

// The next day that anything is told of lies outside the view: it moves there.
const stepOutside = (mark, by) => {
  const { content, view } = timeline;
  const next = by > 0
    ? content.days.find((each) => each.first >= view.to)
    : content.days.findLast((each) => each.first + 1 <= view.from);
  reach(mark, next);
};

const periodsLike = (mark) => timeline.content[mark?.span ? "spans" : "days"];

// Move to a period wherever it lies, and to its mark, of the kind of the one that is left.
const reach = (mark, period) => {
  if (!mark || !period) return;
  const { view } = timeline;
  look({ by: period.first + 0.5 - (view.from + view.to) / 2 });
  timeline.at = null;
  cancelAnimationFrame(waiting);
  show();
  const isThere = (each) =>
    each.span ? each.number === period.number
      : each.column <= period.first && period.first < each.end;
  focusOn(sameKind(mark).find(isThere));
};

watch("value", begin);
begin();
