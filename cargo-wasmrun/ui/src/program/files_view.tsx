import { useRef, useState } from "preact/hooks";
import { size } from "../format";
import type { FilesStore } from "./files_store";

/** The largest file, in bytes, that is shown as text. */
const LARGEST_SHOWN = 256 << 10;

/** The files of the program: those that were given to it, and those that it wrote. */
export function FilesView({ files, store }: {
  files: ReadonlyMap<string, Uint8Array>;
  store: FilesStore;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState<string>();
  const add = async (list: FileList | null) => {
    for (const file of list ?? []) store.set(`/${file.name}`, new Uint8Array(await file.arrayBuffer()));
    if (chooser.current !== null) chooser.current.value = "";
  };
  const content = shown === undefined ? undefined : files.get(shown);
  return (
    <div class="files"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void add(event.dataTransfer?.files ?? null);
      }}>
      <div class="files-head">
        <h3>Files</h3>
        <input type="file" multiple hidden ref={chooser} aria-label="Add files"
          onChange={(event) => void add(event.currentTarget.files)} />
        <button type="button" onClick={() => chooser.current?.click()}>Add files</button>
      </div>
      {files.size === 0 && <p class="quiet">Files that you add, or that the program writes, are listed here.</p>}
      <ul>
        {[...files].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path, bytes]) => (
          <li key={path}>
            <button type="button" class="link" aria-expanded={path === shown}
              onClick={() => setShown(path === shown ? undefined : path)}>{path}</button>
            <span class="quiet">{size(bytes.length)}</span>
            <button type="button" class="link" onClick={() => download(path, bytes)}>Download</button>
            <button type="button" class="link" onClick={() => store.set(path, undefined)}>Remove</button>
          </li>
        ))}
      </ul>
      {content !== undefined && <pre class="file-content">{text(content)}</pre>}
    </div>
  );
}

function text(bytes: Uint8Array): string {
  const part = bytes.subarray(0, LARGEST_SHOWN);
  const decoded = new TextDecoder().decode(part.slice());
  return part.length < bytes.length ? `${decoded}\n…` : decoded;
}

function download(path: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()]));
  const link = document.createElement("a");
  link.href = address;
  link.download = path.split("/").at(-1) ?? "file";
  link.click();
  URL.revokeObjectURL(address);
}
