// Runs in the place that files are dropped on; `element`, `trigger` and `upload` are Gradio's.
const form = element.querySelector("form");
const most = { files: +form.dataset.files, bytes: +form.dataset.bytes };
const largest = +form.dataset.largest;

const tell = (words) => (element.querySelector(".sending").textContent = words);

// The name here only keeps two files of the same content apart; the file's own goes beside it.
const unique = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
const sent = async (file) => {
  if (file.size > largest) return null;
  try {
    return (await upload(new File([file], unique()))).path;
  } catch {
    return null;
  }
};

const send = async (files) => {
  const count = files.length;
  const sendable = files.filter((file) => file.size <= largest);
  const size = sendable.reduce((sum, file) => sum + file.size, 0);
  const arrived = [];
  if (count <= most.files && size <= most.bytes) {
    for (const file of files) {
      tell(`Sending ${arrived.length + 1} of ${count}…`);
      arrived.push({ name: file.name, size: file.size, path: await sent(file) });
    }
  }
  tell("");
  trigger("upload", { files: arrived, count, size });
};

// One after the other, so that what is told is of one.
let sending = Promise.resolve();
const enqueue = (files) => (sending = sending.then(async () => send(await files)));

const once = (ask) => new Promise((done, failed) => ask(done, failed));
const filesOf = async (entry) => {
  if (entry.isFile) return [await once((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (let part; (part = await once((...ends) => reader.readEntries(...ends))).length; ) {
    for (const each of part) if (!each.name.startsWith(".")) found.push(...(await filesOf(each)));
  }
  return found;
};
const dropped = async (transfer) => {
  // Asked for at once: the browser forgets them when the event is over.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  return entries.length ? (await Promise.all(entries.map(filesOf))).flat() : [...transfer.files];
};

element.addEventListener("change", (event) => {
  const files = [...event.target.files];
  event.target.value = "";
  if (files.length) enqueue(files);
});

// Wherever on this tab they are dropped: a browser would open a file that misses the place.
const concerns = (event) =>
  element.offsetParent !== null && event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!concerns(event)) return;
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!concerns(event)) return;
  event.preventDefault();
  form.classList.remove("over");
  enqueue(dropped(event.dataTransfer));
});
