#!/usr/bin/env python3
"""What makes the links of these pages lead somewhere in the book, which has no more than this folder: mdBook runs it.

A link to a document elsewhere in the repository leads to a chapter with that document, which is added at the end. A link to
anything else becomes the name of what it leads to, since there is no address that everybody could follow.

mdBook writes `[context, book]` to standard input and reads the book from standard output; `preprocess.py supports RENDERER` asks
whether to use this at all.
"""

import json
import os.path
import re
import sys

# The documents of the repository that are worth a chapter, by their paths from its root, in reading order.
DOCUMENTS = {
    "protocol-spec/SPEC.md": "The protocol",
    "plugin-sdk/README.md": "The plugin SDK",
    "plugins/wasmrun-plugin-assemblyscript/README.md": "The AssemblyScript plugin",
    "plugins/wasmrun-plugin-c/README.md": "The C and C++ plugin",
    "plugins/wasmrun-plugin-go/README.md": "The Go plugin",
    "plugins/wasmrun-plugin-python/README.md": "The Python plugin",
    "plugins/wasmrun-plugin-rust/README.md": "The Rust plugin",
    "tests/benchmarks/README.md": "The benchmarks",
    "CONTRIBUTING.md": "How to contribute",
    "SECURITY.md": "Reporting a vulnerability",
}

# Where a document's chapter is in the book, which is served from the folder `docs`.
CHAPTERS = {path: "repository/" + path.replace("/README", "").lower() for path in DOCUMENTS}

LINK = re.compile(r"(?<!!)\[(?P<label>(?:[^][]|\[[^]]*\])*)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^\s*(```|~~~)")


def place_in_book(path):
    """Where the book has the repository's file `path`; None if it has it nowhere."""
    if path in CHAPTERS:
        return CHAPTERS[path]
    if path.startswith("docs/") and path != "docs/SUMMARY.md":
        return path.removeprefix("docs/")
    return None


def lead(match, source, chapter):
    """A link of the document `source`, as it has to be in the chapter at `chapter`."""
    label, target = match["label"], match["target"]
    path, hash_sign, heading = target.partition("#")
    if not path or re.match(r"[a-z]+:", path):
        return match[0]
    path = os.path.normpath(os.path.join(os.path.dirname(source), path))
    place = place_in_book(path)
    if place is not None:
        relative = os.path.relpath(place, os.path.dirname(chapter))
        return f"[{label}]({relative}{hash_sign}{heading})"
    if label.strip("`") == path or path == "docs/SUMMARY.md":
        return label
    return f"{label} (`{path}`)"


def lead_all(content, source, chapter):
    """The text of a document, with its links as they have to be in the chapter at `chapter`."""
    lines, in_block = [], False
    for line in content.split("\n"):
        in_block ^= bool(FENCE.match(line))
        lines.append(line if in_block else LINK.sub(lambda link: lead(link, source, chapter), line))
    return "\n".join(lines)


def rewrite(items):
    """Rewrites the links in chapters, and in those below them."""
    for item in items:
        chapter = item.get("Chapter") if isinstance(item, dict) else None
        if chapter and chapter["path"]:
            source = "docs/" + (chapter["source_path"] or chapter["path"])
            chapter["content"] = lead_all(chapter["content"], source, chapter["path"])
            rewrite(chapter["sub_items"])


def added(root):
    """The chapters with documents from elsewhere."""
    for source, name in DOCUMENTS.items():
        with open(os.path.join(root, source), encoding="utf-8") as document:
            content = lead_all(document.read(), source, CHAPTERS[source])
        yield {
            "Chapter": {
                "name": name,
                "content": content,
                "number": None,
                "sub_items": [],
                "path": CHAPTERS[source],
                "source_path": None,
                "parent_names": [],
            }
        }


def main():
    if sys.argv[1:2] == ["supports"]:
        return
    context, book = json.load(sys.stdin)
    items = book["items"]
    rewrite(items)
    items += [{"PartTitle": "From the repository"}, *added(os.path.dirname(context["root"]))]
    json.dump(book, sys.stdout)


main()
