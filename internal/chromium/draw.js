// Turns the page's images into text: a line "picture DATA-URL" each, or
// "picture none" for an image that cannot be drawn. The images have been loaded
// when the page has.
addEventListener("load", () => {
  const canvas = document.createElement("canvas");
  const lines = [];
  for (const image of document.images) {
    canvas.width = image.dataset.width;
    canvas.height = image.dataset.height;
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    try {
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      lines.push("picture " + canvas.toDataURL("image/png"));
    } catch {
      lines.push("picture none");
    }
  }
  document.body.textContent = "\n" + lines.join("\n") + "\n";
});
