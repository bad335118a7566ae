import { FileNode, FolderNode } from "./tree";
import type { Context, GuestFolder } from "./types";

/** The folder that a guest without any gets, so that files can be given to it. */
const ROOT = "/";

/** Opens the guest's folders, with the page's files in them, unless they are open. Every part that can
 * tell a folder from a number that nothing is open as does so: a guest without such parts has no use for any. */
export function openFolders({ descriptors, given }: Pick<Context, "descriptors" | "given">): void {
  if (given.opened) return;
  given.opened = true;
  const { folders, files } = given;
  const roots = folders.map((folder) => ({ name: folder.guest, node: build(folder) }));
  if (!roots.some(({ name }) => absolute(name) === ROOT)) {
    roots.push({ name: ROOT, node: new FolderNode(false) });
  }
  for (const [path, bytes] of files) {
    const [name, node] = owner(roots, path);
    if (!node.readOnly) node.place(path.slice(name.length), new FileNode(bytes, false));
  }
  for (const { name, node } of roots) {
    descriptors.add({ kind: "folder", node, path: absolute(name), preopen: name });
  }
}

function build({ read_only, folders, files }: GuestFolder): FolderNode {
  const root = new FolderNode(read_only);
  for (const path of folders) root.makeFolders(path.split("/"));
  for (const { path, bytes } of files) root.place(path, new FileNode(bytes, read_only));
  return root;
}

/** The root with the longest name that `path` is below. */
function owner(roots: { name: string; node: FolderNode }[], path: string): [string, FolderNode] {
  const owners = roots
    .map(({ name, node }): [string, FolderNode] => [absolute(name), node])
    .filter(([name]) => path.startsWith(name === ROOT ? ROOT : `${name}/`))
    .sort(([one], [other]) => other.length - one.length);
  return owners[0] ?? [ROOT, new FolderNode(true)];
}

/** `.` is what most programs call the folder that they start in. */
function absolute(name: string): string {
  const names = name.split("/").filter((part) => part !== "" && part !== ".");
  return `/${names.join("/")}`;
}
