import { Errno, WasiError } from "./errno";
import type { FolderNode, Node } from "./tree";

const MOST_LINKS = 40;
const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;

/** Where a path leads: a name in a folder, and what is there. */
export interface Place {
  folder: FolderNode;
  name: string;
  /** From the folder that the look-up began in. */
  path: string;
  node: Node | undefined;
  /** Whether the path ends like one of a folder. */
  wantsFolder: boolean;
}

/** Looks `path` up below `root`, which no `..` and no link leads out of. */
export function lookUp(root: FolderNode, path: string, follow: boolean): Place {
  if (path === "") throw new WasiError(Errno.noent);
  if (path.length > LONGEST_PATH) throw new WasiError(Errno.nametoolong);
  if (path.startsWith("/")) throw new WasiError(Errno.perm);
  const wantsFolder = /\/\.?$/.test(path) || path === "." || path.endsWith("..");
  const names = split(path);
  const folders: FolderNode[] = [root];
  const taken: string[] = [];
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const folder = folders.at(-1) as FolderNode;
    if (name === "..") {
      if (folders.length === 1) throw new WasiError(Errno.perm);
      folders.pop();
      taken.pop();
      continue;
    }
    if (name.length > LONGEST_NAME) throw new WasiError(Errno.nametoolong);
    const node = folder.entries.get(name);
    const isLast = names.length === 0;
    if (node?.kind === "link" && (!isLast || follow || wantsFolder)) {
      links += 1;
      if (links > MOST_LINKS) throw new WasiError(Errno.loop);
      if (node.target.startsWith("/")) throw new WasiError(Errno.perm);
      names.unshift(...split(node.target));
      continue;
    }
    if (isLast) return { folder, name, path: [...taken, name].join("/"), node, wantsFolder };
    if (node === undefined) throw new WasiError(Errno.noent);
    if (node.kind !== "folder") throw new WasiError(Errno.notdir);
    folders.push(node);
    taken.push(name);
  }
  // The path is the folder itself that it came back to.
  const node = folders.at(-1) as FolderNode;
  const folder = folders.at(-2) ?? node;
  return { folder, name: taken.at(-1) ?? ".", path: taken.join("/"), node, wantsFolder: true };
}

function split(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
