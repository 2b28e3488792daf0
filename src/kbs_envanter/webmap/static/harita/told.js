// What the server says to the page: labels of codes, base maps.

export const told = JSON.parse(document.getElementById("told").textContent);
