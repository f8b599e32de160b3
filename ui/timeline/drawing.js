// The plot as SVG: a column of points for each day, longer periods in lanes beneath the axis.
const SVG = "http://www.w3.org/2000/svg";
const TOP = 22;
const AXIS = 40;
const LANE = 16;
const LARGEST_POINT = 14;
const MOST_POINTS = 700;

const drawn = (parent, name, attributes = {}, text = "") => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  parent.append(node);
  return node;
};

const layoutOf = (content, view, width) => {
  const stack = width < 520 ? 150 : 200;
  const axis = TOP + stack;
  return {
    width, stack, axis,
    lanes: axis + AXIS,
    height: axis + AXIS + LANE * content.rows + 4,
    pixels: width / (view.to - view.from),
    x: (day) => ((day - view.from) * width) / (view.to - view.from),
  };
};

// Points where all of them have room, so many pixels wide and high; null where bars must do.
const pointSize = (columns, layout) => {
  const highest = Math.max(1, ...columns.map((each) => each.sentences));
  const narrowest = Math.min(...columns.map((each) => (each.end - each.start) * layout.pixels));
  const wide = Math.min(LARGEST_POINT, narrowest);
  const high = Math.min(LARGEST_POINT, (layout.stack - LARGEST_POINT) / highest);
  const fits = Math.min(wide, high) >= 5 && total(columns) <= MOST_POINTS;
  return fits ? { wide, high } : null;
};
const areKnown = (columns) => columns.every((each) => each.periods.every((period) => period.told));

const draw = (svg, content, view, width) => {
  const layout = layoutOf(content, view, width);
  const unit = unitFor(layout.pixels);
  const columns = columnsOf(content, view, unit);
  const size = pointSize(columns, layout);
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${layout.height}`);
  svg.setAttribute("height", layout.height);
  drawAxis(svg, view, layout);
  const days = drawn(svg, "g", { class: "days", role: "group", "aria-label": "Days" });
  const lanes = drawn(svg, "g", { class: "spans", role: "group", "aria-label": "Longer periods" });
  const marks = new Map();
  if (size && areKnown(columns)) drawPoints(days, columns, { layout, size, content, marks });
  else drawBars(days, columns, { layout, marks });
  drawSpans(lanes, content, { view, layout, marks });
  drawToday(svg, content, view, layout);
  return { marks, unit, columns, wanted: size && !areKnown(columns), layout };
};

const drawAxis = (svg, view, layout) => {
  const { axis, width, height, x } = layout;
  const tick = ticksFor(layout.pixels);
  const group = drawn(svg, "g", { class: "axis", "aria-hidden": "true" });
  for (const day of starts(tick.unit, view)) {
    if (x(day) < 0) continue;
    drawn(group, "line", { x1: x(day), x2: x(day), y1: axis, y2: axis + 5 });
    const middle = tick.unit.days === 1 ? layout.pixels / 2 : 3;
    const anchor = tick.unit.days === 1 ? "middle" : "start";
    const place = { x: x(day) + middle, y: axis + 16, "text-anchor": anchor };
    drawn(group, "text", place, tick.name(day));
  }
  if (tick.above) drawHeadings(group, view, { ...layout, tick });
  drawn(group, "line", { class: "ground", x1: 0, x2: width, y1: axis, y2: axis });
};

const drawHeadings = (group, view, { tick, axis, height, x }) => {
  const days = starts(tick.above, view);
  days.forEach((day, number) => {
    const [left, right] = [Math.max(0, x(day)), x(days[number + 1] ?? view.to)];
    if (x(day) > 0) {
      drawn(group, "line", { class: "grid", x1: left, x2: left, y1: TOP, y2: height });
    }
    const name = tick.heading(day);
    if (right - left > 8 * name.length) {
      drawn(group, "text", { class: "heading", x: left + 3, y: axis + 32 }, name);
    }
  });
};

const drawToday = (svg, content, view, { x, axis, width }) => {
  if (content.today < view.from || content.today > view.to) return;
  const place = x(content.today + 0.5);
  const group = drawn(svg, "g", { class: "today", "aria-hidden": "true" });
  drawn(group, "line", { x1: place, x2: place, y1: TOP - 6, y2: axis });
  const anchor = place > width - 60 ? "end" : place < 60 ? "start" : "middle";
  drawn(group, "text", { x: place, y: TOP - 10, "text-anchor": anchor }, content.todayName);
};

const marked = (parent, name, attributes, { label, mark, marks, key }) => {
  const node = drawn(parent, name, {
    ...attributes, role: "button", tabindex: -1, "aria-label": label, "data-mark": key,
  });
  marks.set(key, { ...mark, key, node });
  return node;
};

const drawPoints = (group, columns, { layout, size, content, marks }) => {
  const middle = (column) => layout.x((column.start + column.end) / 2);
  columns.forEach((column, number) => {
    const x = middle(column);
    const told = column.periods.flatMap((period) => period.told);
    told.forEach((sentence, row) => {
      const y = layout.axis - size.high * (row + 1) - 1;
      const ahead = dayOf(sentence.first) > content.today;
      drawPoint(group, { column, sentence, row, ahead }, { x, y, size, marks });
      if (size.high < READABLE) return;
      const left = x + size.wide / 2 + 4;
      const right = roomBeside(columns.slice(number + 1), row, { middle, layout });
      drawWords(group, sentence, { x: left, y: y + 11, room: right - size.wide / 2 - 4 - left });
    });
    drawPeak(group, column, { x, y: layout.axis - size.high * told.length - 7, columns, layout });
  });
};

// Words keep off the points of later columns, and off the names of peaks above them.
const roomBeside = (columns, row, { middle, layout }) => {
  const rows = ({ sentences }) => (sentences < PEAK ? sentences : sentences + 2);
  const next = columns.find((each) => rows(each) > row);
  if (!next) return layout.width;
  return middle(next) - (row < next.sentences ? 0 : (LETTER * next.brief.length) / 2);
};

const drawPoint = (group, { column, sentence, row, ahead }, { x, y, size, marks }) => {
  const inset = ahead ? 1 : 0.5;
  const shape = {
    x: x - size.wide / 2 + inset, width: size.wide - 2 * inset, y: y + inset,
    height: size.high - 2 * inset, rx: Math.min(size.wide, size.high) / 2.5,
    class: ahead ? "point ahead" : "point",
    "data-article": sentence.article, "data-start": sentence.start, "data-end": sentence.end,
  };
  marked(group, "rect", shape, {
    label: `${sentence.name}: ${sentence.parts.join("")} ${sentence.source}`,
    mark: { ...column, column: column.start, name: sentence.name, sentences: 1, told: [sentence] },
    marks, key: `day ${column.start} ${row}`,
  });
};

// Where there is room beside a point, its sentence begins there.
const LETTER = 7;
const READABLE = 12;
const drawWords = (group, sentence, { x, y, room }) => {
  const letters = Math.floor(room / LETTER);
  if (letters < 18) return;
  const words = sentence.parts.join("").replace(/\s+/g, " ").trim();
  const begun = words.slice(0, letters - 1).replace(/\s+\S*$/, "");
  const cut = words.length > letters ? `${begun} …` : words;
  drawn(group, "text", { class: "words-beside", x, y, "aria-hidden": "true" }, cut);
};

// The columns that rise above all around them are named.
const PEAK = 3;
const drawPeak = (group, column, { x, y, columns, layout }) => {
  const wide = (LETTER + 1) * column.brief.length + 12;
  const isNear = (each) => Math.abs(each.start - column.start) * layout.pixels < wide;
  const around = columns.filter(isNear);
  const rises = around.every((each) => each === column || each.sentences < column.sentences
    || (each.sentences === column.sentences && each.start > column.start));
  if (column.sentences < PEAK || !rises) return;
  const anchor = x < wide / 2 ? "start" : x > layout.width - wide / 2 ? "end" : "middle";
  const peak = { class: "peak", x, y, "text-anchor": anchor, "aria-hidden": "true" };
  drawn(group, "text", peak, column.brief);
};

const drawBars = (group, columns, { layout, marks }) => {
  const highest = Math.max(1, ...columns.map((each) => each.sentences));
  drawCounts(group, highest, layout);
  for (const column of columns) {
    const height = (count) => (layout.stack * count) / highest;
    const [left, right] = [layout.x(column.start), layout.x(column.end)];
    const bar = marked(group, "g", { class: "bar" }, {
      label: `${column.name}: ${counted(column.sentences)}`,
      mark: { ...column, column: column.start }, marks, key: `day ${column.start} 0`,
    });
    const past = height(column.sentences - column.ahead);
    const shape = { x: left + 0.5, width: Math.max(1, right - left - 1) };
    drawn(bar, "rect", { ...shape, class: "reach", y: TOP, height: layout.stack });
    drawn(bar, "rect", { ...shape, class: "past", y: layout.axis - past, height: past });
    const top = layout.axis - height(column.sentences);
    drawn(bar, "rect", { ...shape, class: "ahead", y: top, height: height(column.ahead) });
  }
};

const drawCounts = (group, highest, { axis, stack, width }) => {
  const power = 10 ** Math.floor(Math.log10(highest / 2));
  const step = Math.max(1, [5, 2, 1].find((each) => each * power <= highest / 2) * power || 1);
  for (let count = step; count <= highest; count += step) {
    const y = axis - (stack * count) / highest;
    drawn(group, "line", { class: "grid", x1: 0, x2: width, y1: y, y2: y });
    drawn(group, "text", { class: "count", x: 2, y: y - 3 }, count.toLocaleString("en-GB"));
  }
};

const drawSpans = (group, content, { view, layout, marks }) => {
  const most = Math.log(1 + Math.max(1, ...content.spans.map((each) => each.sentences)));
  for (const span of within(content.spans, view)) {
    const left = Math.max(-4, layout.x(span.first));
    const width = Math.max(4, Math.min(layout.width + 4, layout.x(span.last + 1)) - left - 1);
    const y = layout.lanes + LANE * span.row;
    const ahead = span.first > content.today ? " ahead" : "";
    const whole = marked(group, "g", { class: `span${ahead}` }, {
      label: `${span.name}: ${counted(span.sentences)}`,
      mark: { ...span, column: span.first, span: true }, marks, key: `span ${span.number}`,
    });
    const weight = 0.1 + (0.22 * Math.log(1 + span.sentences)) / most;
    drawn(whole, "rect", { x: left, y, width, height: LANE - 3, rx: 2, "fill-opacity": weight });
    const more = span.sentences > 1 ? ` · ${span.sentences.toLocaleString("en-GB")}` : "";
    const name = `${span.name}${more}`;
    const room = 6.3 * name.length + 12;
    if (width > room) drawn(whole, "text", { x: Math.max(0, left) + 5, y: y + 10 }, name);
  }
};

const counted = (number) =>
  number === 1 ? "1 sentence" : `${number.toLocaleString("en-GB")} sentences`;
