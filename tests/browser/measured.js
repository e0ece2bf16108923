// Marks what axe need not be asked again in this window and scheme; `known` are the looks and parts it was asked about.
// Answers how many elements it is to be asked about, and what to call with those that failed and those that axe could not
// decide about: that answers what is known from now on.
//
// data-measured: text whose contrast was decided where all that it comes from was the same (colours and opacity of the
// element and of what it stands in, size and weight of its font), and targets with no other near, or near another in a
// place that was met before.
//
// data-known: what stands in a part of the frame (navigation, header, footer) that is word for word the one of a page
// before, shows the same of it and has nothing new to measure. The part itself stays, for rules that compare parts.
known => {
  const met = new Set(known.split(" "));
  const hash = text => {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let place = 0; place < text.length; place++) {
      const sign = text.charCodeAt(place);
      high = Math.imul(high ^ sign, 2654435761);
      low = Math.imul(low ^ sign, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
  };
  const shows = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  // A place: tags and attributes of an element and of what it stands in, and where among its neighbours each stands.
  const words = /^(href|id|name|for|title|src|value|datetime|action|placeholder|aria-(label|labelledby|describedby|controls))$/;
  const told = ({ name, value }) => (words.test(name) ? name : `${name}=${value}`);
  const places = new Map();
  const placeOf = element => {
    if (!element || element === document.documentElement) return "";
    if (!places.has(element)) {
      const near = [!element.previousElementSibling, !element.nextElementSibling];
      const itself = [element.localName, near, ...[...element.attributes].map(told).sort()];
      places.set(element, hash([placeOf(element.parentElement), ...itself].join("\n")));
    }
    return places.get(element);
  };

  // What axe is to be asked about, with the look that its answer decides and the place where it is asked in any case.
  const asked = new Map();
  const ask = (element, look, place) => !met.has(look) && !met.has(place) && asked.set(element, [look, place]);

  const OFF = ":disabled, [aria-disabled=true], [inert]";
  const CLEAR = "rgba(0, 0, 0, 0)";
  const walk = (element, behind) => {
    if (!element.checkVisibility()) return;
    const { color, backgroundColor, backgroundImage, opacity, position, fontSize, fontWeight, textShadow, filter } =
      getComputedStyle(element);
    const paints = backgroundColor !== CLEAR || backgroundImage !== "none" || opacity !== "1" || filter !== "none";
    if (paints || position !== "static")
      behind = hash([behind, backgroundColor, backgroundImage, opacity, filter, position].join("\n"));
    const text = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if ((text.length || element.matches("input, select, textarea")) && shows(element)) {
      const off = element.matches(OFF) || element.closest(OFF) || element.closest("label")?.control?.matches(OFF);
      const short = text.length === 1 && text[0].data.trim().length < 2;
      const itself = [element.localName, element.type, element.role, color, fontSize, fontWeight, textShadow];
      ask(element, "c" + hash([behind, !!off, short, ...itself].join("\n")), "p" + placeOf(element));
    }
    for (const child of element.children) walk(child, behind);
  };
  walk(document.documentElement, "");

  // A target of 24 pixels, or one whose 24 pixels no other reaches into, is large enough.
  const TARGETS = "a[href], area[href], button, input, select, summary, textarea, [role], [tabindex], [contenteditable]";
  const targets = [...document.body.querySelectorAll(TARGETS)].filter(shows).map(element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [element, left + width / 2, top + height / 2, Math.max(width, 24) / 2, Math.max(height, 24) / 2];
  });
  for (const [element, x, y, wide, high] of targets) {
    const near = ([other, otherX, otherY, otherWide, otherHigh]) =>
      Math.abs(x - otherX) < wide + otherWide && Math.abs(y - otherY) < high + otherHigh &&
      !element.contains(other) && !other.contains(element);
    if (targets.some(near)) ask(element, "", "t" + placeOf(element));
  }
  for (const element of document.body.querySelectorAll("*"))
    element.toggleAttribute("data-measured", !asked.has(element));

  const LANDMARKS =
    "aside, footer, form, header, main, nav, search, section, " +
    ["banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"]
      .map(role => `[role=${role}]`)
      .join();
  const mark = part => {
    for (const child of part.children)
      if (child.matches(LANDMARKS) || child.querySelector(LANDMARKS)) mark(child);
      else child.toggleAttribute("data-known", true);
  };
  document.querySelectorAll("[data-known]").forEach(element => element.removeAttribute("data-known"));
  // What differs though it is the same frame; how the page that is open is lit is a look of its own.
  const changes = / (class|aria-current|data-measured)="[^"]*"|(?<=csrfmiddlewaretoken" value=")[^"]*/g;
  const parts = [];
  for (const part of document.querySelectorAll("#nav-sidebar, body nav, body header, body footer")) {
    const seen = [...part.querySelectorAll("*")].map(element => Number(shows(element))).join("");
    const name = "f" + hash(part.outerHTML.replace(changes, "") + seen);
    if (met.has(name) && !part.querySelector(":not([data-measured])")) mark(part);
    else parts.push(name);
  }
  // What failed is asked on every page; what stayed undecided, wherever its place is another.
  const passed = (failed, undecided) => {
    const open = new Set(undecided.map(element => asked.get(element)?.[0]));
    for (const element of failed) asked.delete(element);
    return [...parts, ...[...asked.values()].flatMap(([look, place]) => (open.has(look) ? [place] : [look, place]))];
  };
  return [asked.size, passed];
}
