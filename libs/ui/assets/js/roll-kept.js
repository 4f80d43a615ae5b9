// The rolls that wait on this device: identifiers and states, no names. Oldest first.
const open = () =>
  new Promise((done, failed) => {
    const asked = indexedDB.open("preau", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rolls", { keyPath: "at", autoIncrement: true }).createIndex("id", "id", { unique: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

// `act` asks something of the store; what it asked for is given once all is written.
async function within(mode, act) {
  const base = await open();
  try {
    return await new Promise((done, failed) => {
      const change = base.transaction("rolls", mode);
      const asked = act(change.objectStore("rolls"));
      change.oncomplete = () => done(asked?.result);
      change.onabort = change.onerror = () => failed(change.error);
    });
  } finally {
    base.close();
  }
}

export const keep = (roll) => within("readwrite", (rolls) => rolls.add(roll));
export const kept = () => within("readonly", (rolls) => rolls.getAll());
export const drop = (id) =>
  within("readwrite", (rolls) => {
    rolls.index("id").getKey(id).onsuccess = ({ target }) => target.result !== undefined && rolls.delete(target.result);
  });
