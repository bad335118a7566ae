//! Walks over `std::fs` and `std::io`, and prints what it finds. The folder is its argument.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, IoSlice, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).expect("a folder");
    let root = Path::new(&folder).join("rust");
    fs::create_dir(&root)?;
    files(&root)?;
    positions(&root)?;
    links(&root)?;
    names(&root)?;
    mistakes(&root);
    list(&root, 0)?;
    fs::remove_dir_all(&root)?;
    println!("gone: {}", !root.exists());
    Ok(())
}

fn files(root: &Path) -> io::Result<()> {
    let path = root.join("lines");
    fs::write(&path, "first\nsecond\nthird\n")?;
    let mut file = OpenOptions::new().append(true).read(true).open(&path)?;
    file.write_all(b"fourth\n")?;
    file.rewind()?;
    for line in BufReader::new(&file).lines() {
        println!("{}", line?);
    }
    println!("{:?}", fs::copy(&path, root.join("copy"))?);
    println!("{}", fs::read_to_string(root.join("copy"))?.len());
    let metadata = fs::metadata(&path)?;
    println!("{} {} {}", metadata.len(), metadata.is_file(), metadata.permissions().readonly());
    let when = SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000, 123_456_789);
    file.set_times(fs::FileTimes::new().set_modified(when).set_accessed(when))?;
    println!("{:?}", file.metadata()?.modified()?.duration_since(SystemTime::UNIX_EPOCH));
    file.set_len(8)?;
    println!("{:?}", fs::read(&path)?);
    file.sync_all()?;
    file.sync_data()
}

fn positions(root: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .create_new(true)
        .read(true)
        .write(true)
        .open(root.join("positions"))?;
    // How much of several buffers is written at once is up to the host.
    let written = file.write_vectored(&[IoSlice::new(b"0123456789"), IoSlice::new(b"abcdef")])?;
    file.write_all(&b"0123456789abcdef"[written..])?;
    println!("{}", file.stream_position()?);
    println!("{}", file.seek(SeekFrom::End(-4))?);
    let mut rest = String::new();
    file.read_to_string(&mut rest)?;
    println!("{rest} {}", file.seek(SeekFrom::Current(-10))?);
    println!("{:?}", file.seek(SeekFrom::Current(-100)).map_err(|error| error.kind()));
    file.seek(SeekFrom::Start(40))?;
    file.write_all(b"end")?;
    println!("{}", file.metadata()?.len());
    Ok(())
}

fn links(root: &Path) -> io::Result<()> {
    fs::hard_link(root.join("copy"), root.join("hard"))?;
    fs::write(root.join("hard"), "changed")?;
    println!("{}", fs::read_to_string(root.join("copy"))?);
    #[expect(deprecated, reason = "what stands for all systems does here too")]
    let linked = fs::soft_link("copy", root.join("soft"));
    println!("{:?}", linked.map_err(|error| error.kind()));
    if let Ok(target) = fs::read_link(root.join("soft")) {
        println!("{}", target.display());
        println!("{}", fs::symlink_metadata(root.join("soft"))?.file_type().is_symlink());
    }
    Ok(())
}

fn names(root: &Path) -> io::Result<()> {
    fs::create_dir_all(root.join("a/b/c"))?;
    for name in ["with space", "ünïcödé", "日本", "dot.", "-dash", &"long".repeat(60)] {
        File::create(root.join("a").join(name))?;
    }
    fs::rename(root.join("a/dot."), root.join("a/b/moved"))?;
    fs::rename(root.join("a/b"), root.join("b"))
}

fn mistakes(root: &Path) {
    let kind = |result: io::Result<()>| println!("{:?}", result.map_err(|error| error.kind()));
    kind(File::open(root.join("nothing")).map(drop));
    kind(fs::create_dir(root.join("a")));
    kind(fs::remove_dir(root.join("a")));
    kind(fs::remove_file(root.join("nothing")));
    kind(fs::read_dir(root.join("copy")).map(drop));
    kind(File::open(root.join("copy/below")).map(drop));
    kind(File::options().write(true).create_new(true).open(root.join("copy")).map(drop));
    kind(File::options().write(true).open(root.join("a")).map(drop));
    kind(File::open(root.join("../../outside")).map(drop));
    kind(File::open(root.join("x".repeat(300))).map(drop));
    kind(File::open(root.join("copy")).and_then(|mut file| file.write_all(b"x")));
}

fn list(folder: &Path, depth: usize) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        println!("{}{} {kind:?}", "  ".repeat(depth), entry.file_name().to_string_lossy());
        if kind.is_dir() {
            list(&entry.path(), depth + 1)?;
        }
    }
    Ok(())
}
