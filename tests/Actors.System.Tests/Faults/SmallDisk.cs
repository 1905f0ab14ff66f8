using System.Globalization;
using Actors.Testing;

namespace Actors.System.Tests.Faults;

/// <summary>A disk of the test's own (tmpfs) that can be filled to the last byte.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private static readonly Lazy<bool> IsPossible = new(() => Programs.Can(async () => await (await MountAsync(1)).DisposeAsync()));
    private readonly TemporaryFolder folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Why tests with such a disk are skipped here, or null when they run.</summary>
    public static string? SkipReason => RequireAll.SkipUnless(IsPossible.Value, "A tmpfs cannot be mounted here: run as root.");

    /// <summary>Where it is mounted.</summary>
    public string Path => folder.Path;

    private string Ballast => folder.File("ballast");

    /// <exception cref="InvalidOperationException">It cannot be mounted here.</exception>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        try
        {
            await Programs.RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=1777"), "actors-test", disk.Path);
            return disk;
        }
        catch
        {
            disk.folder.Dispose();
            throw;
        }
    }

    /// <summary>Leaves no more room than this.</summary>
    public void Fill(long bytesLeft)
    {
        var block = new byte[64 * 1024];
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }

        file.SetLength(long.Max(0, file.Length - bytesLeft));
    }

    /// <summary>Gives back what was filled.</summary>
    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await Programs.RunAsync("umount", Path);
        folder.Dispose();
    }
}
