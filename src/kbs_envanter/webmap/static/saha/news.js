// Who wants to know, is told: "kuyruk" (the queue), "paket" (packs), "konum" (the position), "ag" (the network).

const listeners = new Map();

// Listen until the function that is returned is called.
export function on(what, action) {
  const those = listeners.get(what) ?? listeners.set(what, new Set()).get(what);
  those.add(action);
  return () => those.delete(action);
}

export function tell(what) {
  for (const action of [...(listeners.get(what) ?? [])]) action();
}
