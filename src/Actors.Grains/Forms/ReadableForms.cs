using Orleans.Metadata;

namespace Actors.Grains.Forms;

/// <summary>
/// Says in the manifest of a silo, which Orleans hands to every other silo when it joins, what stored forms it can read. It stands with
/// <see cref="GrainClass"/>, since a manifest has properties of grains only.
/// </summary>
internal sealed class ReadableForms : IGrainPropertiesProvider
{
    /// <summary>Every silo has it.</summary>
    public static Type GrainClass { get; } = typeof(Partitions.LedgerPartitionGrain);

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (grainClass != GrainClass)
        {
            return;
        }

        foreach (var form in StoredForm.Readable)
        {
            properties[form.Property] = "true";
        }
    }
}
