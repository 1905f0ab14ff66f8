// Keeps an open page current, localises times, and makes the as-of slider move. Without it every page works and is right at the moment it was asked for.
const quiet = 500; // at least so many milliseconds between two readings of the page
const banner = document.getElementById("disconnected");
const announce = document.getElementById("announce");
const progress = document.getElementById("progress");
let positions = null;
let due = false;
let busy = false;
let last = -quiet;

localise(document);
for (const drawing of document.querySelectorAll(".drawing")) drawing.scrollLeft = drawing.scrollWidth; // where it is wider than the screen: its latest days first
document.addEventListener("input", event => { if (event.target.id === "asof-slider") slid(event.target); });
document.addEventListener("change", event => { if (event.target.id === "asof-slider") slideTo(event.target); });
document.addEventListener("click", event => {
  const link = event.target.closest?.("a[href]");
  if (link?.getAttribute("aria-disabled") === "true") event.preventDefault();
  else if (link && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && link.origin === location.origin && !link.hash && !link.target) loading();
  for (const menu of document.querySelectorAll("details.menu[open], details.exact[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("submit", event => { if (!event.defaultPrevented) loading(); });
document.addEventListener("keydown", event => {
  if (event.key === "/" && !event.target.closest("input, textarea, select")) { event.preventDefault(); document.getElementById("find")?.focus(); }
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open], details.exact[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
addEventListener("pageshow", event => {
  progress.hidden = true;
  if (event.persisted && document.body.dataset.livePage === "true") { listen(); refresh(); } // kept by the browser while another page was looked at
});

function loading() { progress.hidden = false; }

function localise(root) {
  const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" });
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    time.title = at.toISOString().replace("T", " ").slice(0, 19) + " UTC";
    time.textContent = format.format(at);
  }
}

// The slider may come later than the page: with the first report. So it is listened to from outside.
const moments = range => range.dataset.moments.split(" ");

function slid(range) {
  const stops = moments(range);
  const at = stops[range.value];
  const shown = document.getElementById("asof-shown");
  shown.textContent = at ? new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }) + `, after ${Number(range.value) + 1} of ${stops.length} steps` : "now";
  range.setAttribute("aria-valuetext", shown.textContent);
}

function slideTo(range) {
  const at = moments(range)[range.value];
  const address = range.form.dataset.path + range.form.dataset.kept;
  loading();
  location.href = at ? address + (address.includes("?") ? "&" : "?") + "asOf=" + encodeURIComponent(at) : address;
}

async function refresh() {
  if (busy) { due = true; return; }
  busy = true;
  due = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "Actors-Seen": positions ?? "" }, cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    localise(fresh);
    const newest = document.querySelector("[data-position]")?.dataset.position;
    for (const old of document.querySelectorAll("[data-live]")) {
      const made = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (made && !(old.dataset.live === "asof" && old.contains(document.activeElement))) morph(old, made);
    }
    const news = [...document.querySelectorAll("[data-position]")].filter(line => Number(line.dataset.position) > Number(newest ?? 0)).slice(0, 5);
    if (news.length) announce.textContent = news.map(line => line.querySelector(".head").textContent + ". " + line.querySelector(".says").textContent).join(" ");
    document.dispatchEvent(new CustomEvent("refreshed"));
    last = performance.now();
    connected("Live");
  } catch {
    lost();
  } finally {
    busy = false;
    if (due) setTimeout(refresh, quiet);
  }
}

// Makes one element like another, keeping what a reader has opened, focused or scrolled, and what a script has made.
function morph(old, made) {
  if (old.isEqualNode(made) || "own" in old.dataset) return;
  for (const { name } of [...old.attributes]) if (!made.hasAttribute(name) && !(name === "open" && old.tagName === "DETAILS")) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) { old.setAttribute(name, value); if (name === "value") old.value = value; }
  if (old.matches("dd, td.number, .held")) flash(old, made);
  const keyed = new Map([...old.children].filter(c => c.dataset.key).map(c => [c.dataset.key, c]));
  let at = old.firstChild;
  for (const wanted of [...made.childNodes]) {
    const known = wanted.dataset?.key ? keyed.get(wanted.dataset.key) : at;
    if (known && known.nodeType === wanted.nodeType && known.nodeName === wanted.nodeName && (known.dataset?.key ?? "") === (wanted.dataset?.key ?? "")) {
      if (known !== at) old.insertBefore(known, at); else at = at.nextSibling;
      if (known.nodeType === Node.ELEMENT_NODE) morph(known, wanted);
      else if (known.nodeValue !== wanted.nodeValue) known.nodeValue = wanted.nodeValue;
    } else {
      const added = document.importNode(wanted, true);
      old.insertBefore(added, at);
      if (added.nodeType === Node.ELEMENT_NODE && added.dataset.key) added.classList.add("arrived");
    }
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

function flash(old, made) {
  if (old.textContent.trim() === made.textContent.trim()) return;
  old.classList.add("changed");
  setTimeout(() => old.classList.remove("changed"), 4000);
}

function connected(text) {
  banner.hidden = true;
  document.body.classList.remove("stale");
  const state = document.getElementById("connection");
  if (state) state.textContent = text;
}

function lost() {
  banner.hidden = false;
  document.body.classList.add("stale");
  const state = document.getElementById("connection");
  if (state) state.textContent = "Disconnected";
}

function listen() {
  const source = new EventSource("/page/live");
  let was = false;
  source.addEventListener("moved", event => {
    if (positions === event.data) { connected("Live"); return; }
    positions = event.data; // the first one too: something may have been recorded after the page was made and before it listened
    setTimeout(refresh, Math.max(0, quiet - (performance.now() - last)));
  });
  source.onopen = () => {
    if (was) { was = false; refresh(); }
  };
  source.onerror = () => {
    was = true;
    lost();
    if (source.readyState === EventSource.CLOSED) { source.close(); setTimeout(listen, 2000); }
  };
  addEventListener("pagehide", () => source.close(), { once: true });
}

if (document.body.dataset.livePage === "true") listen();
