// Marks the elements whose look was measured before (data-measured) and answers the looks that are new.
// A look is all that colours come from: style sheets, an element's tag and attributes, those of what it stands in, its
// place among its neighbours, and whether it has words of its own. What is hidden counts once it shows.
known => {
  const looks = new Set(known);
  const fresh = [];
  const colourless = /^(href|id|name|for|title|src|datetime|action|aria-(label|labelledby|describedby|controls)|data-measured)$/;
  const hash = text => {
    let sum = 0n;
    for (const sign of text) sum = BigInt.asUintN(64, sum * 1000003n + BigInt(sign.codePointAt(0)));
    return sum.toString(36);
  };
  const walk = (element, above, place) => {
    const attributes = [...element.attributes].filter(({ name }) => !colourless.test(name));
    const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const where = [place === 0, place % 2, !element.nextElementSibling];
    const told = attributes.map(({ name, value }) => `${name}=${value}`).sort();
    const look = hash([above, element.localName, where, words, ...told].join("\n"));
    element.toggleAttribute("data-measured", looks.has(look));
    if (!looks.has(look) && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      looks.add(look);
      fresh.push(look);
    }
    [...element.children].forEach((child, index) => walk(child, look, index));
  };
  const sheets = [...document.querySelectorAll("link[rel~=stylesheet], style")];
  walk(document.body, hash(sheets.map(sheet => sheet.href || sheet.textContent).join("\n")), 0);
  return fresh;
}
