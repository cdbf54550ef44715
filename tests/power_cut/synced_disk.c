/* Notes what a program has put on the disk, so that a test can afterwards take away everything else, as a power cut does.

   It is preloaded (LD_PRELOAD) into the program. Whenever fsync or fdatasync of something below $CUT_WATCHED has succeeded, it keeps, below $CUT_KEPT:
     synced/INODE   the bytes that the file had (replaced in one step)
     names/INODE    the names that the folder had, one "INODE NAME" a line
     live/INODE     a hard link, so that the inode's number is not given to another file, and bytes that were never synced can be read too
   Nothing else counts: neither close nor rename nor the end of the program puts anything on the disk.

   The file is read through the program's own handle where it can be read. Opening it anew and closing that would drop the locks that SQLite holds
   on it (POSIX locks end with the first close in a process). */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what)
{
	/* A disk that cannot say what it holds proves nothing: the program ends, and the test sees it. */
	fprintf(stderr, "synced_disk: %s: %s\n", what, strerror(errno));
	_exit(97);
}

static void keep_link(int at, const char *name, unsigned long long inode, const char *kept)
{
	char link[PATH_MAX];
	snprintf(link, sizeof link, "%s/live/%llu", kept, inode);
	if (linkat(at, name, AT_FDCWD, link, at == AT_FDCWD ? AT_SYMLINK_FOLLOW : 0) && errno != EEXIST && errno != ENOENT)
		fail(link);
}

static void keep_bytes(int handle, const char *kept, unsigned long long inode)
{
	char own[64], part[PATH_MAX], whole[PATH_MAX], buffer[1 << 16];
	snprintf(own, sizeof own, "/proc/self/fd/%d", handle);
	keep_link(AT_FDCWD, own, inode, kept);
	int readable = (fcntl(handle, F_GETFL) & O_ACCMODE) != O_WRONLY;
	int from = readable ? handle : open(own, O_RDONLY | O_CLOEXEC);
	snprintf(part, sizeof part, "%s/synced/%llu.part", kept, inode);
	snprintf(whole, sizeof whole, "%s/synced/%llu", kept, inode);
	int to = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (from < 0 || to < 0)
		fail(part);
	ssize_t got;
	off_t at = 0;
	while ((got = pread(from, buffer, sizeof buffer, at)) > 0) {
		if (write(to, buffer, got) != got)
			fail(part);
		at += got;
	}
	if (got < 0 || close(to) || rename(part, whole))
		fail(whole);
	if (!readable)
		close(from);
}

static void keep_names(const char *folder, const char *kept, unsigned long long inode)
{
	char part[PATH_MAX], whole[PATH_MAX];
	struct stat is;
	struct dirent *one;
	snprintf(part, sizeof part, "%s/names/%llu.part", kept, inode);
	snprintf(whole, sizeof whole, "%s/names/%llu", kept, inode);
	FILE *to = fopen(part, "we");
	DIR *from = opendir(folder);
	if (!to || !from)
		fail(folder);
	while ((one = readdir(from))) {
		if (!strcmp(one->d_name, ".") || !strcmp(one->d_name, ".."))
			continue;
		if (fstatat(dirfd(from), one->d_name, &is, AT_SYMLINK_NOFOLLOW))
			continue;
		fprintf(to, "%llu %s\n", (unsigned long long)is.st_ino, one->d_name);
		if (S_ISREG(is.st_mode))
			keep_link(dirfd(from), one->d_name, is.st_ino, kept);
	}
	closedir(from);
	if (fclose(to) || rename(part, whole))
		fail(whole);
}

static void keep(int handle)
{
	const char *watched = getenv("CUT_WATCHED"), *kept = getenv("CUT_KEPT");
	char own[64], path[PATH_MAX], lock[PATH_MAX];
	struct stat is;
	if (!watched || !kept || fstat(handle, &is))
		return;
	snprintf(own, sizeof own, "/proc/self/fd/%d", handle);
	ssize_t length = readlink(own, path, sizeof path - 1);
	if (length < 0)
		return;
	path[length] = 0;
	if (strncmp(path, watched, strlen(watched)))
		return;
	snprintf(lock, sizeof lock, "%s/lock", kept);
	int alone = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (alone < 0 || flock(alone, LOCK_EX))
		fail(lock);
	if (S_ISREG(is.st_mode))
		keep_bytes(handle, kept, is.st_ino);
	else if (S_ISDIR(is.st_mode))
		keep_names(path, kept, is.st_ino);
	close(alone);
}

static int synced(const char *name, int handle)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
	int answer = real(handle);
	if (!answer) {
		int before = errno;
		keep(handle);
		errno = before;
	}
	return answer;
}

int fsync(int handle) { return synced("fsync", handle); }
int fdatasync(int handle) { return synced("fdatasync", handle); }
