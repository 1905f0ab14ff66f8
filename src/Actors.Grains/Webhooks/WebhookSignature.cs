using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Grains.Webhooks;

/// <summary>
/// The signature of a posted notification: <c>v1=</c> and the HMAC-SHA256 (RFC 2104) in lower-case hexadecimal of the timestamp's digits, a
/// full stop and the body, under the webhook's secret in UTF-8. The timestamp is in it so that what was recorded cannot be sent again later.
/// </summary>
public static class WebhookSignature
{
    public const string Header = "Actors-Signature";

    /// <summary>Seconds since 1970-01-01T00:00:00Z at which it was posted.</summary>
    public const string TimestampHeader = "Actors-Timestamp";

    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.")));
        hash.AppendData(body);
        return "v1=" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
