// Sentences as HTML: the card beside a mark, the list beneath the plot, and the table.
// Words of others are only ever set as text.
const tag = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

const place = (sentence) => ({
  "data-article": sentence.article, "data-start": sentence.start, "data-end": sentence.end,
});
const quoted = ({ parts: [before, words, after] }, name) =>
  tag(name, { dir: "auto" }, before, tag("strong", {}, words), after);
const source = (sentence) => tag("bdi", {}, sentence.source);
const carriers = (sentence) =>
  sentence.carriers > 1 ? ` · in ${sentence.carriers} articles` : "";

const note = (words) => tag("p", { class: "note" }, words);

const IN_CARD = 3;
const card = (mark) => {
  const heading = mark.sentences > 1 ? `${mark.name} · ${counted(mark.sentences)}` : mark.name;
  const some = (mark.told ?? []).slice(0, IN_CARD).map((sentence) =>
    tag("div", { class: "teller" }, quoted(sentence, "p"), source(sentence), carriers(sentence)),
  );
  const hint = mark.sentences > 1 ? [tag("p", { class: "hint" }, "Click to list them")] : [];
  return [tag("p", { class: "when" }, heading), ...some, ...hint];
};

const listing = (mark, sentences) => {
  const cards = sentences.map((sentence) =>
    tag("li", { class: "card", ...place(sentence) },
      tag("button", { type: "button", class: "source" }, source(sentence), carriers(sentence),
        tag("span", { class: "date" }, sentence.name === mark.name ? "" : sentence.name)),
      quoted(sentence, "blockquote"),
    ),
  );
  const left = mark.sentences - sentences.length;
  const rest = left > 0 ? [note(`${counted(left)} more; look nearer, or filter.`)] : [];
  return [
    tag("h3", { tabindex: "-1" }, `${mark.name} · ${counted(mark.sentences)}`),
    tag("ol", { class: "cards" }, ...cards), ...rest,
  ];
};

const IN_TABLE = 200;
const table = (periods) => {
  const rows = periods.flatMap((period) =>
    (period.told ?? [null]).map((sentence) => [period, sentence]),
  );
  const body = rows.slice(0, IN_TABLE).map(([period, sentence]) =>
    tag("tr", {},
      tag("th", { scope: "row" }, period.name),
      sentence
        ? tag("td", {},
            tag("button", { type: "button", ...place(sentence) }, quoted(sentence, "span")))
        : tag("td", {}, counted(period.sentences)),
      tag("td", {}, sentence ? source(sentence) : ""),
    ),
  );
  const headings = ["When", "What is told", "Where"].map((each) =>
    tag("th", { scope: "col" }, each),
  );
  const left = rows.length - body.length;
  return [
    tag("table", {}, tag("thead", {}, tag("tr", {}, ...headings)), tag("tbody", {}, ...body)),
    ...(left > 0 ? [note(`${left.toLocaleString("en-GB")} more rows; look nearer.`)] : []),
  ];
};
