// The calendar as the timeline counts it: days since 1970-01-01, in no time zone. Pure.
const DAY_MS = 86_400_000;
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December",
];

const dayOf = (iso) => Date.parse(iso) / DAY_MS;
const isoOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const monthsOf = (day) => {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
const dayOfMonths = (months) => {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(months / 12), months - 12 * Math.floor(months / 12), 1);
  return date / DAY_MS;
};
const monthsOn = (day, months) => dayOfMonths(monthsOf(day) + months);
const numberInMonth = (day) => `${new Date(day * DAY_MS).getUTCDate()}`;

const daily = {
  days: 1,
  floor: Math.floor,
  next: (day) => day + 1,
};
const weekly = {
  days: 7,
  floor: (day) => 7 * Math.floor((day + 3) / 7) - 3, // 1970 began on a Thursday
  next: (day) => day + 7,
};
const monthly = (months) => ({
  days: months * 30.44,
  floor: (day) => dayOfMonths(months * Math.floor(monthsOf(day) / months)),
  next: (day) => monthsOn(day, months),
});
const MONTH = monthly(1);
const YEAR = monthly(12);

const yearName = (day) => `${Math.floor(monthsOf(day) / 12)}`;
const monthName = (day) => MONTHS[monthsOf(day) % 12];
const monthAndYear = (day) => `${monthName(day)} ${yearName(day)}`;
const dayAndMonth = (day) => `${numberInMonth(day)} ${monthName(day)}`;
const dayName = (day) => `${numberInMonth(day)} ${monthAndYear(day)}`;

const yearsTo = (years) => (day) =>
  `${yearName(day)} to ${yearName(monthsOn(day, 12 * years - 1))}`;
const monthsTo = (day) => `${monthName(day)} to ${monthAndYear(monthsOn(day, 2))}`;
// Each with the name of one of it, and a brief one for where little room is.
const UNITS = [
  { ...daily, name: dayName, brief: dayAndMonth },
  {
    ...weekly,
    name: (day) => `week of ${dayName(day)}`,
    brief: (day) => `week of ${dayAndMonth(day)}`,
  },
  { ...MONTH, name: monthAndYear, brief: monthAndYear },
  { ...monthly(3), name: monthsTo, brief: monthsTo },
  { ...YEAR, name: yearName, brief: yearName },
  ...[5, 10, 100].map((years) => ({
    ...monthly(12 * years), name: yearsTo(years), brief: yearsTo(years),
  })),
];

const shortMonth = (day) => monthName(day).slice(0, 3);
// What stands on the axis, and above how many pixels each: the finest that has room is taken.
const TICKS = [
  { unit: daily, room: 26, name: numberInMonth, above: MONTH, heading: monthAndYear },
  { unit: weekly, room: 30, name: numberInMonth, above: MONTH, heading: monthAndYear },
  { unit: MONTH, room: 36, name: shortMonth, above: YEAR, heading: yearName },
  { unit: monthly(3), room: 36, name: shortMonth, above: YEAR, heading: yearName },
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((years) => ({
    unit: monthly(12 * years), room: 44, name: yearName, above: null, heading: null,
  })),
];

const finest = (choices, pixels, room) =>
  choices.find((each) => pixels(each) >= room(each)) ?? choices.at(-1);
const unitFor = (pixelsADay) => finest(UNITS, (unit) => unit.days * pixelsADay, () => 6);
const ticksFor = (pixelsADay) =>
  finest(TICKS, (tick) => tick.unit.days * pixelsADay, (tick) => tick.room);

// The beginnings of a unit within a view, the first perhaps before it.
const starts = (unit, view) => {
  const found = [];
  for (let day = unit.floor(view.from); day < view.to; day = unit.next(day)) found.push(day);
  return found;
};
const nameOfView = (view) => {
  const [first, last] = [Math.ceil(view.from), Math.floor(view.to)];
  if (last - first > 3 * 366) return `${yearName(first)} to ${yearName(last)}`;
  if (last - first > 62) return `${monthAndYear(first)} to ${monthAndYear(last)}`;
  return `${dayName(first)} to ${dayName(last)}`;
};
