// What a reader does with the plot; page.js, before this, opens what was clicked.
const NEARER = 0.6;
const FURTHER = 1 / NEARER;
const LISTED = 200;

let timeline = null;

const begin = () => {
  const root = element.querySelector(".timeline");
  if (!root) {
    timeline = null;
    return;
  }
  const payload = root.querySelector(".payload").textContent;
  if (timeline?.root === root && timeline.payload === payload) return;
  const told = JSON.parse(payload);
  const content = readTold(told);
  content.todayName = told.today_name;
  // What is drawn anew may stand in the same elements.
  timeline?.ending.abort();
  const ending = new AbortController();
  timeline = {
    ending, root, payload, content, filters: told.filters, whole: wholeView(content),
    view: firstView(content), shown: null, at: null, opened: null, asking: false,
  };
  tools();
  svgActs(root.querySelector("svg"), ending);
  root.querySelector("details").addEventListener("toggle", showTable, ending);
  widths.disconnect();
  widths.observe(root.querySelector(".plot"));
};

let waiting = 0;
const redraw = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(show);
};
const widths = new ResizeObserver(redraw);

const show = () => {
  const { root, content, view } = timeline ?? {};
  const width = root?.querySelector(".plot").clientWidth;
  if (!width) return; // another tab is open
  const svg = root.querySelector("svg");
  const focused = svg.contains(document.activeElement);
  timeline.shown = draw(svg, content, view, width);
  root.querySelector(".extent").textContent = nameOfView(view);
  reachable(focused);
  noteOpened();
  showTable();
  if (timeline.shown.wanted) askFor(timeline.shown.columns);
};

// The mark that stands where one stood before all was drawn anew: of the same sentence, or near.
const again = (mark) => {
  if (!mark) return undefined;
  const alike = sameKind(mark);
  const sentence = mark.sentences === 1 && mark.told?.[0];
  return (
    alike.find((each) => (sentence ? each.told?.[0] === sentence : each.key === mark.key)) ??
    alike.findLast((each) => each.column <= mark.column) ?? alike[0]
  );
};
const sameKind = (mark) =>
  [...timeline.shown.marks.values()].filter((each) => Boolean(each.span) === Boolean(mark.span));

// One mark of the days and one of the spans can be tabbed to; arrows lead to the others.
const reachable = (focused) => {
  const named = again(timeline.at);
  for (const span of [false, true]) {
    const here = named && Boolean(named.span) === span ? named : sameKind({ span })[0];
    here?.node.setAttribute("tabindex", 0);
  }
  if (focused) named?.node.focus({ preventScroll: true });
  else if (!element.matches(":hover")) hideCard();
};

// Where the reader is back when the article is closed; a mark drawn anew takes the old one's place.
const noteOpened = () => {
  const mark = again(timeline.opened);
  if (!document.querySelector("[data-opener]")) mark?.node.setAttribute("data-opener", "");
};

const look = (change) => {
  timeline.view = movedView(timeline.view, { ...change, whole: timeline.whole });
  redraw();
};

// Sentences of what is in view, once few enough are.
const askFor = async (columns) => {
  if (timeline.asking) return;
  const asked = timeline;
  timeline.asking = true;
  const periods = columns.flatMap((each) => each.periods);
  const ask = { since: periods[0].first, until: periods.at(-1).last, limit: MOST_POINTS };
  const found = await sentencesOf(asked, ask);
  asked.asking = false;
  if (!found || asked !== timeline) return;
  know(asked.content, found, periods);
  redraw();
};

const sentencesOf = async (asked, { since, until, exact = false, limit }) => {
  const days = { since: isoOf(since), until: isoOf(until) };
  const answer = await server
    .sentences({ ...days, exact, limit, filters: asked.filters })
    .catch(() => ({ problem: "The server doesn’t answer. Try again when it does." }));
  asked.root.querySelector(".trouble").textContent = answer.problem ?? "";
  return answer.sentences;
};

const list = async (mark) => {
  const asked = timeline;
  const whole = mark.told ?? knownOf(mark);
  const period = mark.span
    ? { since: mark.first, until: mark.last, exact: true }
    : { since: mark.start, until: mark.end - 1 };
  const found = whole ?? (await sentencesOf(asked, { ...period, limit: LISTED }));
  if (!found || asked !== timeline) return;
  const days = mark.span ? found : found.filter((each) => each.first === each.last);
  const named = days.map((each) => ({
    ...each, name: periodOf(asked.content, each)?.name ?? mark.name,
  }));
  const listed = asked.root.querySelector(".listed");
  listed.replaceChildren(...listing(mark, named.slice(0, LISTED)));
  listed.querySelector("h3").focus({ preventScroll: true });
  listed.scrollIntoView({ block: "nearest", behavior: "smooth" });
};
const knownOf = (mark) =>
  mark.periods?.every((each) => each.told) ? mark.periods.flatMap((each) => each.told) : null;

const showTable = () => {
  const details = timeline?.root.querySelector("details");
  if (!details?.open) return;
  details.querySelector("div").replaceChildren(
    ...table([timeline.content.days, timeline.content.spans]
      .flatMap((periods) => within(periods, timeline.view))),
  );
};

const markOf = (target) =>
  timeline?.shown?.marks.get(target.closest?.("[data-mark]")?.dataset.mark);

const showCard = (mark) => {
  const box = timeline.root.querySelector(".beside");
  const told = mark.told ?? knownOf(mark);
  box.replaceChildren(...card({ ...mark, told }));
  box.hidden = false;
  const plot = timeline.root.querySelector(".plot").getBoundingClientRect();
  const at = mark.node.getBoundingClientRect();
  const middle = Math.max(at.left, plot.left) / 2 + Math.min(at.right, plot.right) / 2 - plot.left;
  const left = Math.min(Math.max(0, middle - box.offsetWidth / 2), plot.width - box.offsetWidth);
  const drawnTop = mark.node.querySelector(".ahead, .past")?.getBoundingClientRect().top ?? at.top;
  const above = drawnTop - plot.top - box.offsetHeight - 8;
  const beneath = Math.max(at.bottom, drawnTop) - plot.top + 8;
  box.style.left = `${left}px`;
  box.style.top = `${above > -plot.top + 8 ? above : beneath}px`;
};
const hideCard = () => {
  const box = timeline?.root.querySelector(".beside");
  if (box) box.hidden = true;
};

const tools = () => {
  const acts = {
    nearer: () => look({ factor: NEARER }),
    further: () => look({ factor: FURTHER }),
    earlier: () => look({ by: -0.4 * (timeline.view.to - timeline.view.from) }),
    later: () => look({ by: 0.4 * (timeline.view.to - timeline.view.from) }),
    fit: () => {
      timeline.view = movedView(firstView(timeline.content), { whole: timeline.whole });
      redraw();
    },
  };
  timeline.acts = acts;
  for (const [name, act] of Object.entries(acts)) {
    const button = timeline.root.querySelector(`[data-act=${name}]`);
    button.addEventListener("click", act, timeline.ending);
  }
};
