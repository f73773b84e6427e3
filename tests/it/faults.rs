//! The program itself killed, and real disks that refuse.
//!
//! `publish::faults` stops a publication at every change it makes; here the whole program
//! is stopped from outside. What needs mounts or strace is ignored in a plain `cargo test`
//! and run by `.ci/run`; it fails, and does not pass in silence, where it cannot be done.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::example::tree;
use super::sites::{saying, sound_site, write};

type Tree = BTreeMap<String, Vec<u8>>;

/// Two sites of one county, an earlier and a later one, and the folder both publish to.
struct Ground {
    folder: tempfile::TempDir,
    sites: [PathBuf; 2],
    trees: [Tree; 2],
}

impl Ground {
    fn new() -> Ground {
        let folder = tempfile::tempdir().unwrap();
        let sites = ["before", "after"].map(|name| folder.path().join(name));
        for site in &sites {
            sound_site(site, "a", 2021);
        }
        sound_site(&sites[0], "b", 2021);
        sound_site(&sites[1], "a", 2022);
        write(&sites[1], "content/a/2021/narrative.md", &saying("另有一句。"));
        write(&sites[1], "content/a/2022/附件.txt", &"附件".repeat(20_000));
        let trees = ["one", "two"].map(|name| folder.path().join(name));
        for (site, target) in sites.iter().zip(&trees) {
            let made = build(site, target);
            assert!(made.status.success(), "{}", said(&made));
        }
        let trees = trees.map(|target| tree(&target));
        assert!(trees[0] != trees[1]);
        Ground { folder, sites, trees }
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// Publishes the earlier site anew.
    fn reset(&self) {
        let made = build(&self.sites[0], &self.target());
        assert!(made.status.success(), "{}", said(&made));
    }

    /// The old site or the new one, whole; then the next build succeeds and clears up.
    fn holds(&self, what: &str) {
        let now = tree(&self.target());
        assert!(now == self.trees[0] || now == self.trees[1], "{what}: {:?}", now.keys());
        let made = build(&self.sites[1], &self.target());
        assert!(made.status.success(), "{what}: the next build fails: {}", said(&made));
        assert!(tree(&self.target()) == self.trees[1], "{what}");
        assert!(!self.work().exists(), "{what}: something is left beside the site");
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join(".public.nianbao")
    }
}

fn command(site: &Path, target: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.arg("--root").arg(site).arg("build").arg("--output").arg(target);
    command
}

fn build(site: &Path, target: &Path) -> Output {
    command(site, target).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Files and folders below a folder that is being written.
fn count(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| 1 + if entry.file_type().is_ok_and(|kind| kind.is_dir()) { count(&entry.path()) } else { 0 })
        .sum()
}

/// Killed when so much has been written: the points are spread over the whole of the
/// writing, and where exactly a kill falls is left to the machine. `NIANBAO_KILLS` asks
/// for more of them.
#[test]
fn the_program_is_killed_while_it_writes() {
    let ground = Ground::new();
    let kills: usize = std::env::var("NIANBAO_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(8);
    let whole = ground.trees[1].len() + 20;
    let mut felt = 0;
    for kill in 0..kills {
        ground.reset();
        let enough = whole * kill / kills;
        let mut child = command(&ground.sites[1], &ground.target()).stderr(Stdio::null()).spawn().unwrap();
        while count(&ground.work()) < enough && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        felt += usize::from(!child.wait().unwrap().success());
        ground.holds(&format!("killed when {enough} files were there"));
    }
    assert!(felt * 2 > kills, "most kills come before the end: {felt} of {kills}");
}

/// Killed at a system call, exactly: at the first of a kind, at its second, and so on.
#[test]
#[ignore = "needs strace and ptrace; .ci/run"]
fn the_program_is_killed_at_its_system_calls() {
    let ground = Ground::new();
    let mut points = 0;
    for (calls, step) in [
        ("mkdir", 1),
        ("write", 3),
        ("link,linkat", 5),
        ("rename,renameat2", 1),
        ("syncfs,fsync", 1),
        ("unlink,unlinkat", 5),
    ] {
        for when in (1..).step_by(step) {
            ground.reset();
            let mut traced = Command::new("strace");
            traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}")]);
            traced.args(["-e", &format!("inject={calls}:signal=SIGKILL:when={when}")]);
            traced.arg(env!("CARGO_BIN_EXE_nianbao")).arg("--root").arg(&ground.sites[1]);
            traced.args(["build", "--threads", "1", "--output"]).arg(ground.target());
            let done = traced.output().expect("strace is installed");
            if done.status.success() {
                break;
            }
            assert!(!said(&done).contains("ptrace"), "{}", said(&done));
            points += 1;
            ground.holds(&format!("killed at {calls} number {when}"));
        }
    }
    assert!(points > 60, "{points}");
}

/// The disk takes no file larger than a limit: what happens when it is full, too, is a
/// write that comes back with less than was asked for.
#[test]
fn a_disk_that_takes_no_large_file_leaves_the_old_site() {
    let ground = Ground::new();
    for limit in [1, 8, 16, 64] {
        ground.reset();
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
        let mut limited = Command::new("sh");
        limited.args(["-c", &script, env!("CARGO_BIN_EXE_nianbao"), "--root"]).arg(&ground.sites[1]);
        let done = limited.args(["build", "--output"]).arg(ground.target()).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{}", said(&done));
        assert!(said(&done).contains("文件太大"), "{}", said(&done));
        assert!(tree(&ground.target()) == ground.trees[0], "limit {limit}");
        assert!(!ground.work().exists(), "limit {limit}");
        ground.holds(&format!("limit {limit}"));
    }
}

/// Permission is lost on the folder above the target. Root has every permission: it then
/// runs the program as somebody else.
#[test]
fn without_permission_the_old_site_stays() {
    let ground = Ground::new();
    ground.reset();
    let program = ground.folder.path().join("nianbao");
    fs::copy(env!("CARGO_BIN_EXE_nianbao"), &program).unwrap();
    fs::set_permissions(ground.folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let mut command = Command::new(&program);
    command.arg("--root").arg(&ground.sites[1]).args(["build", "--output"]).arg(ground.target());
    if rustix::process::geteuid().is_root() {
        command.uid(65534).gid(65534);
    }
    let done = command.output().unwrap();
    fs::set_permissions(ground.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    assert!(said(&done).contains("没有权限"), "{}", said(&done));
    assert!(tree(&ground.target()) == ground.trees[0]);
    ground.holds("no permission");
}

/// Two programs at once: one publishes, the other is told to wait or publishes after it.
#[test]
fn two_programs_at_once() {
    let ground = Ground::new();
    for _ in 0..5 {
        ground.reset();
        let both: Vec<_> = (0..2)
            .map(|_| command(&ground.sites[1], &ground.target()).stderr(Stdio::piped()).spawn().unwrap())
            .collect();
        let both: Vec<Output> = both.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        assert!(both.iter().any(|done| done.status.success()));
        for done in &both {
            let told = said(done);
            assert!(done.status.success() || told.contains("另一个生成正在写"), "{told}");
        }
        assert!(tree(&ground.target()) == ground.trees[1]);
        assert!(!ground.work().exists());
    }
}

/// Runs a shell script with mounts of its own; nothing of them is left afterwards.
fn with_mounts(ground: &Ground, script: &str) {
    let mut unshare = Command::new("unshare");
    unshare.arg("--mount");
    if !rustix::process::geteuid().is_root() {
        unshare.arg("--map-root-user");
    }
    let done = unshare
        .args(["sh", "-euc", script])
        .current_dir(ground.folder.path())
        .env("PATH", format!("/usr/sbin:/sbin:{}", std::env::var("PATH").unwrap()))
        .env("NIANBAO", env!("CARGO_BIN_EXE_nianbao"))
        .output()
        .expect("unshare is installed");
    assert!(done.status.success(), "{}{}", String::from_utf8_lossy(&done.stdout), said(&done));
}

/// Disks of every size from nearly nothing to enough: full while the site is made, while
/// it is linked, while the manifest is written.
#[test]
#[ignore = "needs unshare and mounts; .ci/run"]
fn a_full_disk_leaves_the_old_site() {
    let ground = Ground::new();
    // Smaller and smaller room beside the old site, by a file that fills it.
    let script = r#"
        mkdir disk; mount -t tmpfs -o size=24m tmpfs disk
        full=0; done=0
        for room in 0 8 16 32 48 64 96 128 160 192 224 256 320 384 448 512 640 768 1024 2048 4096; do
            $NIANBAO --root before build --output disk/public 2>/dev/null
            free=$(df -k --output=avail disk | tail -1)
            head -c $(( (free - room) * 1024 )) /dev/zero > disk/fill
            if $NIANBAO --root after build --output disk/public 2> said; then
                done=$((done+1)); diff -r two disk/public
            else
                full=$((full+1)); grep -q 磁盘已满 said
                diff -r one disk/public
            fi
            rm disk/fill
            test "$(ls -A disk)" = public
            $NIANBAO --root after build --output disk/public 2>/dev/null
            diff -r two disk/public
        done
        echo "full $full done $done"
        test $full -gt 5; test $done -gt 0
    "#;
    with_mounts(&ground, script);
}

/// Another disk below a folder, the mount point itself, a disk mounted within the site, a
/// read-only disk, a link to another disk, the lower layer of an overlay.
#[test]
#[ignore = "needs unshare and mounts; .ci/run"]
fn disks_that_are_elsewhere() {
    let ground = Ground::new();
    let script = r#"
        build() { $NIANBAO --root "$1" build --output "$2" 2> said; }
        refused() { if build "$1" "$2"; then echo "not refused: $2"; exit 1; fi; grep -q "$3" said || { cat said; exit 1; }; }
        mkdir disk real
        mount -t tmpfs tmpfs disk
        # A folder on another disk.
        build before disk/public; diff -r one disk/public
        build after disk/public; diff -r two disk/public; test "$(ls -A disk)" = public
        # The mount point itself, of a disk and of a folder from elsewhere.
        refused before disk 挂载点
        mkdir bound; mount --bind disk/public bound
        refused before bound 挂载点; diff -r two bound; umount bound
        # What a mount point is refused for is done in a folder below it.
        mkdir empty; mount -t tmpfs tmpfs empty
        refused before empty 挂载点; test -z "$(ls -A empty)"
        build before empty/public; diff -r one empty/public
        # A disk mounted within the site keeps its files.
        mkdir disk/public/uploads; mount -t tmpfs tmpfs disk/public/uploads; echo x > disk/public/uploads/file
        refused before disk/public 挂载点
        test "$(cat disk/public/uploads/file)" = x; umount disk/public/uploads; rmdir disk/public/uploads
        diff -r two disk/public
        # A link to a folder on another disk.
        ln -s disk/public link; build before link; diff -r one disk/public; test -L link
        build after link; diff -r two disk/public
        # A read-only disk.
        mount -o remount,ro disk
        refused before disk/public 只读; diff -r two disk/public
        mount -o remount,rw disk; build before disk/public; diff -r one disk/public
        # A site in the lower layer of an overlay cannot be renamed everywhere.
        mkdir lower; build before lower/public
        mkdir layers; mount -t tmpfs tmpfs layers; mkdir layers/upper layers/work
        mkdir merged; mount -t overlay overlay -o lowerdir=lower,upperdir=layers/upper,workdir=layers/work merged
        if build after merged/public; then diff -r two merged/public; echo overlay: exchanged
        else diff -r one merged/public; test "$(ls -A merged)" = public; cat said; fi
    "#;
    with_mounts(&ground, script);
}

/// The power goes: what the disk holds at any moment, without what was still on its way.
/// A copy of the image of a mounted disk is what a computer would find when it starts.
#[test]
#[ignore = "needs root and loop devices; .ci/run"]
fn after_a_loss_of_power_the_disk_holds_the_old_or_the_new_site() {
    let ground = Ground::new();
    let script = r#"
        mkdir disk found
        truncate -s 64M image; mkfs.ext4 -q image; mount -o loop,commit=300 image disk
        $NIANBAO --root before build --output disk/public 2>/dev/null
        cp --sparse=always image start; look() {
            mount -o loop "$1" found
            if diff -rq one found/public >/dev/null; then old=$((old+1)); else diff -r two found/public; new=$((new+1)); fi
            $NIANBAO --root after build --output found/public 2>/dev/null
            diff -r two found/public; test ! -e found/.public.nianbao
            umount found
        }
        old=0; new=0
        look start; test $old = 1
        for round in 1 2 3; do
            $NIANBAO --root before build --output disk/public 2>/dev/null; sync
            $NIANBAO --root after build --output disk/public 2>/dev/null &
            shots=0
            while kill -0 $! 2>/dev/null && test $shots -lt 40; do
                # Held still: copying takes a while, and no computer finds the beginning of
                # its disk as it was before a change and the end as it was after.
                shots=$((shots+1)); kill -STOP $! 2>/dev/null || true
                cp --sparse=always image shot$shots; kill -CONT $! 2>/dev/null || true
            done
            wait $!
            # Success was said: the power may go now.
            cp --sparse=always image last
            for shot in $(seq $shots); do look shot$shot; rm shot$shot; done
            before=$new; look last; test $new -gt $before
        done
        echo "old $old new $new"; umount disk
    "#;
    // Loop devices want root itself, not a user namespace.
    assert!(rustix::process::geteuid().is_root(), "loop devices need root");
    with_mounts(&ground, script);
}
