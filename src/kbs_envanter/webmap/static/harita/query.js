// What the person filtered by, as a question to the API: for downloads, and for an inventory too large to hold.

import { FACETS, literal } from "kbs/facets";
import { KINDS } from "kbs/words";

export const NOWHERE = "-"; // code of "its neighbourhood is not known"

// Parameters of /collections/varliklar/items; null when nothing can match.
export function question({ mahalle, kinds, facets, query }) {
  if (kinds.size === 0) return null;
  const parameters = new URLSearchParams();
  if (mahalle && mahalle !== NOWHERE) parameters.set("mahalle_kod", mahalle);
  const text = query.replaceAll(",", " ").trim();
  if (text) parameters.set("q", text);
  const conditions = [mahalle === NOWHERE && "mahalle_kod IS NULL", ofKinds(kinds), ...ofFacets(facets)].filter(Boolean);
  if (conditions.length) parameters.set("filter", conditions.join(" AND "));
  return parameters;
}

function ofKinds(kinds) {
  return kinds.size < KINDS.length && anyOf([...kinds].map((tur) => `tur = ${literal(tur)}`));
}

function ofFacets(facets) {
  return FACETS.filter(({ key }) => facets[key].size)
    .map(({ key, condition }) => anyOf([...facets[key]].map(condition)));
}

const anyOf = (conditions) => (conditions.length > 1 ? `(${conditions.join(" OR ")})` : conditions[0]);
