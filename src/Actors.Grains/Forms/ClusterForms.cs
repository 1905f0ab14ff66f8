using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Forms;

/// <summary>Which stored forms every silo of the cluster can read at the moment, as each says itself in its manifest.</summary>
/// <remarks>
/// Every silo counts that is not dead, also one that joins or stops; one whose manifest has not come yet is taken for one that cannot read
/// the form. So while old and new silos serve together the new ones write as the old ones do. Safe for threads.
/// </remarks>
public sealed partial class ClusterForms(IClusterManifestProvider manifests, IClusterMembershipService membership, ILogger<ClusterForms> logger)
{
    /// <summary>What silos said; the manifest of a silo never changes, and goes when it stops, though it still reads then.</summary>
    private readonly ConcurrentDictionary<(SiloAddress Silo, string Form), bool> said = new();
    private readonly ConcurrentDictionary<string, bool> lastAnswers = new(StringComparer.Ordinal);

    /// <summary>True when the form may be written.</summary>
    public bool EverySiloReads(StoredForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var cannot = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None))
            .Select(member => member.SiloAddress)
            .FirstOrDefault(silo => !Reads(silo, form));
        var answer = cannot is null;
        if (!lastAnswers.TryGetValue(form.Name, out var before) || before != answer)
        {
            lastAnswers[form.Name] = answer;
            if (cannot is null)
            {
                LogWritten(form.Name);
            }
            else
            {
                LogNotWritten(form.Name, cannot);
            }
        }

        return answer;
    }

    private bool Reads(SiloAddress silo, StoredForm form)
    {
        if (said.TryGetValue((silo, form.Name), out var reads))
        {
            return reads;
        }

        if (!manifests.Current.Silos.TryGetValue(silo, out var manifest))
        {
            return false;
        }

        return said[(silo, form.Name)] = manifest.Grains.Values.Any(grain => grain.Properties.ContainsKey(form.Property));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The stored form {Form} is written: every silo can read it.")]
    private partial void LogWritten(string form);

    [LoggerMessage(Level = LogLevel.Information, Message = "The stored form {Form} is not written: silo {Silo} cannot read it, or has not said so yet.")]
    private partial void LogNotWritten(string form, SiloAddress silo);
}
