// What is told: periods with their counts, and their sentences as far as they are here.
// Longest periods of each lane in days: about a week, a month, a season, a year, whatever.
const LANES = [10, 31, 125, 366, Infinity];
const ROWS_A_LANE = 3;

const readTold = (told) => {
  const periods = told.periods.map(([first, last, sentences, name], number) => ({
    number, name, sentences, first: dayOf(first), last: dayOf(last), told: null,
  }));
  const days = periods.filter((each) => each.first === each.last);
  const spans = periods.filter((each) => each.first !== each.last);
  const byDays = new Map(
    told.periods.map(([first, last], at) => [`${first} ${last}`, periods[at]]),
  );
  const today = dayOf(told.today);
  const content = { periods, days, spans, byDays, rows: placeSpans(spans), today };
  if (told.sentences) know(content, told.sentences, periods);
  return content;
};

// Give each span its row, those of one lane above one another where they overlap; count the rows.
const placeSpans = (spans) => {
  let rows = 0;
  LANES.forEach((longest, lane) => {
    const ends = [];
    for (const span of spans) {
      const days = span.last - span.first + 1;
      if (days <= (LANES[lane - 1] ?? 1) || days > longest) continue;
      const free = ends.findIndex((end) => end < span.first);
      const row = free < 0 ? Math.min(ends.length, ROWS_A_LANE - 1) : free;
      ends[row] = Math.max(ends[row] ?? -Infinity, span.last);
      span.row = rows + row;
    }
    rows += ends.length;
  });
  return rows;
};

const periodOf = (content, { first, last }) => content.byDays.get(`${first} ${last}`);

// Keep the sentences of these periods, all of which are among those that came.
const know = (content, sentences, periods) => {
  const wanted = new Set(periods.map((each) => each.number));
  for (const each of periods) each.told = [];
  for (const sentence of sentences) {
    const period = periodOf(content, sentence);
    if (period && wanted.has(period.number)) period.told.push({ ...sentence, name: period.name });
  }
};

const within = (periods, view) =>
  periods.filter((each) => each.last + 1 > view.from && each.first < view.to);
const total = (periods) => periods.reduce((sum, each) => sum + each.sentences, 0);

// The columns of a view: its days, put together by unit.
const columnsOf = (content, view, unit) => {
  const columns = new Map();
  for (const period of within(content.days, { from: unit.floor(view.from), to: view.to })) {
    const start = unit.floor(period.first);
    if (!columns.has(start)) {
      const names = { name: unit.name(start), brief: unit.brief(start) };
      columns.set(start, { start, end: unit.next(start), periods: [], ...names });
    }
    columns.get(start).periods.push(period);
  }
  return [...columns.values()].map((column) => {
    const ahead = total(column.periods.filter((each) => each.first > content.today));
    const name = column.periods.length === 1 ? column.periods[0].name : column.name;
    return { ...column, name, sentences: total(column.periods), ahead };
  });
};

// Where a reader looks first: the days that nearly all sentences tell of, without the far ones.
const FAR = 0.02;
const firstView = (content) => {
  const some = content.days.length ? content.days : content.spans;
  const least = FAR * total(some);
  const [from, to] = [some, some.toReversed()].map((each) => {
    let sum = 0;
    return each.find((period) => (sum += period.sentences) > least);
  });
  return padded(from.first, to.last + 1);
};
const wholeView = (content) => {
  const firsts = content.periods.map((each) => each.first);
  const lasts = content.periods.map((each) => each.last + 1);
  return padded(Math.min(...firsts), Math.max(...lasts));
};
const padded = (from, to) => {
  const more = Math.max(2, 0.03 * (to - from), (LEAST_DAYS - (to - from)) / 2);
  return { from: from - more, to: to + more };
};

const LEAST_DAYS = 10;
// Move and stretch a view, within what is told; `factor` is below 1 to see less of it, nearer.
const movedView = (view, { by = 0, factor = 1, around = (view.from + view.to) / 2, whole }) => {
  const most = whole.to - whole.from;
  const days = Math.min(most, Math.max(LEAST_DAYS, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from);
  const from = around - share * days + by;
  const kept = Math.min(Math.max(from, whole.from), whole.to - days);
  return { from: kept, to: kept + days };
};
