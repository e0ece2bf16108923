// Marks the elements whose look was measured before (data-measured), and what is hidden; answers the looks that are new.
// A look is all that colours, sizes and roles come from: style sheets, an element's tag and attributes, those of what it
// stands in, its place among its neighbours, and whether it has words of its own. What is hidden counts once it shows.
known => {
  const looks = new Set(known);
  const fresh = [];
  // Of these it matters only that they are there.
  const words = /^(href|id|name|for|title|src|datetime|action|placeholder|aria-(label|labelledby|describedby|controls))$/;
  // The admin's body says which app and model the page is of; no style sheet asks.
  const told = ({ name, value }) =>
    words.test(name) ? name : `${name}=${name === "class" ? value.replace(/\b(app|model)-\w+/g, "") : value}`;
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
  const walk = (element, above, place) => {
    const attributes = [...element.attributes].filter(({ name }) => name !== "data-measured").map(told).sort();
    const speaks = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    // In the admin's navigation all entries are alike: the one of the page that is open stands now here, now there.
    const where = !element.closest("#nav-sidebar") && [place === 0, place % 2, !element.nextElementSibling];
    const look = hash([above, element.localName, where, speaks, ...attributes].join("\n"));
    const met = looks.has(look);
    const shown = met || element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    element.toggleAttribute("data-measured", met || !shown);
    if (!met && shown) {
      looks.add(look);
      fresh.push(look);
    }
    [...element.children].forEach((child, index) => walk(child, look, index));
  };
  const sheets = [...document.querySelectorAll("link[rel~=stylesheet], style")];
  walk(document.body, hash(sheets.map(sheet => sheet.href || sheet.textContent).join("\n")), 0);
  return fresh;
}
