namespace Tracker.Runtime.Jobs;

/// <summary>
/// The shell that runs a job and writes its exit code to a file. A daemon that was restarted is no longer the parent of its jobs,
/// and the kernel tells exit codes to parents only.
/// </summary>
internal static class JobShim
{
    /// <summary>The shell, from POSIX; 1.7 MB of memory.</summary>
    public const string Shell = "/bin/sh";

    // `trap :` and not `trap ''`, which the job would inherit as an ignored signal. A trapped signal interrupts `wait`, which then
    // tells the signal and not the job's code: while the job is there, wait again; when it is gone, one more wait gives its code, or
    // 127 when the shell has told it already.
    private const string Script = """
        umask 077
        trap : TERM INT
        exit_file=$1
        shift
        "$@" &
        job=$!
        code=
        while :; do
            wait "$job"
            seen=$?
            if [ "$seen" -le 128 ]; then
                if [ "$seen" -ne 127 ] || [ -z "$code" ]; then code=$seen; fi
                break
            fi
            code=$seen
            if kill -0 "$job" 2>/dev/null; then continue; fi
            wait "$job"
            seen=$?
            if [ "$seen" -ne 127 ]; then code=$seen; fi
            break
        done
        echo "$code" >"$exit_file.tmp" && mv "$exit_file.tmp" "$exit_file"
        """;

    /// <summary>The arguments of a process that runs the command and writes its exit code to the file.</summary>
    public static IReadOnlyList<string> Arguments(string exitFile, IReadOnlyList<string> command) =>
        [Shell, "-c", Script, "tracker-job-shim", exitFile, .. command];
}
