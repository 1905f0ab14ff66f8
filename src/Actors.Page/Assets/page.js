// Keeps an open page current. Without it every page works and is right at the moment it was asked for.
const interval = 800;
const banner = document.getElementById("disconnected");
const state = document.getElementById("connection");
let positions = null;
let due = false;
let busy = false;
let last = 0;

for (const time of document.querySelectorAll("time")) localise(time);

function localise(time) {
  time.title = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });
}

async function refresh() {
  if (busy) { due = true; return; }
  busy = true;
  due = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const made = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (!made || made.innerHTML === old.dataset.shown) continue;
      replace(old, made);
    }
    last = performance.now();
    connected(`Up to date, ${new Date().toLocaleTimeString()}`);
  } catch {
    lost();
  } finally {
    busy = false;
    if (due) setTimeout(refresh, interval);
  }
}

function replace(old, made) {
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const open = [...old.querySelectorAll("details")].map(d => d.open);
  old.dataset.shown = made.innerHTML;
  old.replaceChildren(...made.childNodes);
  [...old.querySelectorAll("details")].forEach((d, i) => { d.open = open[i] ?? false; });
  for (const time of old.querySelectorAll("time")) localise(time);
  if (focused) [...old.querySelectorAll("a[href]")].find(a => a.getAttribute("href") === focused)?.focus({ preventScroll: true });
}

function connected(text) {
  banner.hidden = true;
  document.body.classList.remove("stale");
  if (state) state.textContent = text;
}

function lost() {
  banner.hidden = false;
  document.body.classList.add("stale");
  if (state) state.textContent = "Disconnected";
}

function listen() {
  const source = new EventSource("/page/live");
  let was = false;
  source.addEventListener("moved", event => {
    if (positions === event.data) { connected("Live"); return; }
    const first = positions === null;
    positions = event.data;
    if (first) { connected("Live"); return; }
    setTimeout(refresh, Math.max(0, interval - (performance.now() - last)) > interval / 2 ? interval : 0);
  });
  source.onopen = () => {
    if (was) { was = false; refresh(); }
  };
  source.onerror = () => {
    was = true;
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  addEventListener("pagehide", () => source.close(), { once: true });
}

if (document.body.dataset.livePage === "true") listen();
