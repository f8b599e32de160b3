// Everything that others wrote becomes text nodes; nothing here parses HTML.
"use strict";
const details = JSON.parse(document.getElementById("data").textContent);
const list = document.getElementById("list");
const cases = [...list.tBodies];

/** Make an element of a tag, perhaps with classes ("p.question"), and put its children in. */
const make = (tag, ...children) => {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  element.className = classes.join(" ");
  element.append(...children.filter((child) => child !== null));
  return element;
};
const isolated = (text) => make("bdi", text);
const flowing = (tag, ...children) => {
  const element = make(tag, ...children);
  element.dir = "auto";
  return element;
};
const badge = (result) => make(`span.badge.${result.replace(" ", "-")}`, result);
const part = (title, ...children) =>
  children.length ? make("section", make("h4", title), ...children) : null;

/** Words as [text, whether to mark] pairs. */
const segments = (pairs, tag) =>
  pairs.map(([text, marked]) => (marked ? make(tag, text) : text));

const terms = (pairs) =>
  make(
    "dl.terms",
    ...pairs.map(([term, values]) =>
      make("div", make("dt", isolated(term)), ...[values].flat().map((each) => flowing("dd", each))),
    ),
  );

const piece = (each) =>
  make(
    each.gold ? "li.gold" : "li",
    make(
      "p.source",
      make("span.rank", `${each.rank}`),
      isolated(each.article),
      each.gold ? make("span.badge.held", "holds the answer") : null,
      make("span.about", isolated(each.about)),
    ),
    flowing("blockquote", ...segments(each.text, "mark")),
  );

const pieces = (title, found) =>
  part(
    title,
    ...(found.shown.length ? [make("ol.pieces", ...found.shown.map(piece))] : []),
    ...(found.left_out ? [make("p.note", `and ${found.left_out} more`)] : []),
  );

const conflict = ({ subject, positions }) =>
  terms([
    [subject, positions.map(({ value, citations }) => `${value} ${citations.map((each) => `[${each}]`).join("")}`)],
  ]);

const outcome = (side) => {
  const children = side.complete
    ? [
        side.status === null ? null : make("p.status", `Status: ${side.status.replace("_", " ")}`),
        side.answer.length
          ? flowing("div.answer", ...segments(side.answer, "span.unsupported"))
          : null,
        part("Reports that disagree", ...side.conflicts.map(conflict)),
        pieces("Cited", { shown: side.citations, left_out: 0 }),
        pieces("Evidence", side.evidence),
        pieces("Passages", side.passages),
        part("Found", ...side.found.map((each) => flowing("p", each))),
        part("Time and tokens", terms(side.facts)),
      ]
    : [make("p.note", "Only scores were kept of this run.")];
  return make(
    "article.side",
    make("h3", side.name, " ", badge(side.result)),
    side.reason ? flowing("p.reason", side.reason) : null,
    ...children,
  );
};

const scores = (detail) => {
  const headings = ["Score", ...detail.sides.map((side) => side.name), "Why"];
  const why = (score) => {
    const was = score.before ? [flowing("p.note", `Baseline: ${score.before}`)] : [];
    return make("td", flowing("p", score.explanation), ...was);
  };
  const figure = (value, place) => {
    const cell = make("td.figure", value);
    cell.dataset.label = detail.sides[place].name;
    return cell;
  };
  const row = (score) =>
    make(
      score.moved ? "tr.moved" : "tr",
      make("th", isolated(score.name)),
      ...score.values.map(figure),
      why(score),
    );
  const table = make(
    "table.scores",
    make("thead", make("tr", ...headings.map((each) => make("th", each)))),
    make("tbody", ...detail.scores.map(row)),
  );
  const box = make("div.scroll", table);
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Scores");
  return box;
};

const describe = (detail) => {
  const turns = detail.history.map(([role, content]) =>
    flowing("p.turn", make("b", `${role}: `), content),
  );
  return make(
    "div.detail",
    flowing("p.question", detail.question),
    detail.as_of ? make("p.note", `Asked as of ${detail.as_of}`) : null,
    part("Said before", ...turns),
    detail.gold.length ? part("A right answer", terms(detail.gold)) : null,
    make("div.sides", ...detail.sides.map(outcome)),
    part("Scores", scores(detail)),
  );
};

const toggle = (button) => {
  const body = button.closest("tbody");
  const opened = body.rows[1];
  if (opened) {
    opened.hidden = !opened.hidden;
  } else {
    const cell = make("td", describe(details[body.dataset.number]));
    cell.colSpan = list.tHead.rows[0].cells.length;
    cell.id = button.getAttribute("aria-controls");
    body.append(make("tr.opened", cell));
  }
  button.setAttribute("aria-expanded", String(!body.rows[1].hidden));
};

for (const body of cases) {
  if (!(body.dataset.number in details)) continue;
  const cell = body.querySelector(".id");
  const button = make("button.open", ...cell.childNodes);
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", `case-${body.dataset.number}`);
  cell.append(button);
  body.rows[0].classList.add("opens");
}

const order = { key: null, down: false };
const numeric = new Set(["rank", "seconds"]);
const value = (body, key) => {
  if (key === "question") return body.querySelector(".question").textContent;
  return numeric.has(key) ? Number(body.dataset[key] || -1) : body.dataset[key];
};
const compare = (one, other) =>
  typeof one === "number" ? one - other : one.localeCompare(other, "en", { numeric: true });

const sort = (heading) => {
  const key = heading.dataset.sort;
  order.down = order.key === key && !order.down;
  order.key = key;
  const sign = order.down ? -1 : 1;
  cases.sort((one, other) => sign * compare(value(one, key), value(other, key)));
  list.append(...cases);
  for (const each of list.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", order.down ? "descending" : "ascending");
};

for (const heading of list.tHead.rows[0].cells) {
  const button = make("button", ...heading.childNodes);
  button.type = "button";
  button.addEventListener("click", () => sort(heading));
  heading.append(button);
}

const controls = ["kind", "result", "flip"].map((id) => document.getElementById(id)).filter(Boolean);
const search = document.getElementById("search");
const texts = new Map();
const text = (body) => {
  if (!texts.has(body)) {
    const detail = details[body.dataset.number];
    const all = body.textContent + (detail ? JSON.stringify(detail) : "");
    texts.set(body, all.toLowerCase());
  }
  return texts.get(body);
};

const filter = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const body of cases) {
    const fits =
      controls.every((each) => !each.value || body.dataset[each.id] === each.value) &&
      words.every((word) => text(body).includes(word));
    body.hidden = !fits;
    shown += fits;
  }
  document.getElementById("count").textContent = `${shown} of ${cases.length} shown`;
};

list.addEventListener("click", (event) => {
  // Who marks words in a row wants to copy them.
  const row = getSelection().isCollapsed && event.target.closest("tr.opens");
  if (row) toggle(row.querySelector("button.open"));
});
for (const each of [search, ...controls]) each.addEventListener("input", filter);
document.querySelector(".tools").hidden = false;
filter();
