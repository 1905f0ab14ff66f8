using Actors.Host.Configuration;

namespace Actors.Host.Storage;

/// <summary>The folder of the embedded database, held by one process at a time.</summary>
/// <remarks>The operating system lets go of the hold when the process ends, however it ends.</remarks>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream hold;

    private DataFolder(string path, FileStream hold)
    {
        Path = path;
        this.hold = hold;
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The file of the ledger.</summary>
    public string LedgerFile => System.IO.Path.Combine(Path, "ledger.db");

    /// <summary>The file of grain state, reminders and the clock's offset.</summary>
    public string StateFile => System.IO.Path.Combine(Path, "state.db");

    /// <summary>Makes the folder if need be and takes hold of it.</summary>
    /// <exception cref="StartupException">It cannot be made or written, or another process holds it.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {path} cannot be made ({fault.Message}): choose another with ACTORS_DATA or --data.", fault);
        }

        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            return new(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new StartupException($"The data folder {path} cannot be written by this user: give it write permission, or choose another with ACTORS_DATA or --data.", fault);
        }
        catch (IOException fault) when (IsSharingViolation(fault))
        {
            throw new StartupException($"The data folder {path} is in use by another running process: stop that one, or choose another with ACTORS_DATA or --data.", fault);
        }
        catch (IOException fault)
        {
            throw new StartupException($"The data folder {path} cannot be written ({fault.Message}): choose another with ACTORS_DATA or --data.", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();

    /// <summary>EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static bool IsSharingViolation(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);
}
