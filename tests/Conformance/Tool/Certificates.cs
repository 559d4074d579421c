using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>Certificates that no machine trusts.</summary>
internal static class Certificates
{
    /// <summary>A certificate for a name, signed by its own key.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
