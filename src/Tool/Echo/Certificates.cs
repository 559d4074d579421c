using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>Creates TLS options from the files that are named on the command line.</summary>
internal static class Certificates
{
    /// <summary>
    /// The TLS options of a client that accepts any certificate, because servers under test often have temporary certificates.
    /// </summary>
    public static SslClientAuthenticationOptions TrustingAll => new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    /// <summary>Reads the certificates to trust from a PEM file.</summary>
    /// <exception cref="UsageException">The file cannot be read or contains no certificate.</exception>
    public static X509Certificate2Collection Read(string file)
    {
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(file);
            return read.Count > 0 ? read : throw new UsageException($"--ca '{file}' contains no certificate in PEM form.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException($"--ca '{file}' cannot be used: {error.Message}");
        }
    }

    /// <summary>
    /// Returns the TLS options of a server, with a certificate, its chain and its key from PEM files. Returns None if the scheme of the URL
    /// is not wss.
    /// </summary>
    /// <exception cref="UsageException">A file is missing or cannot be read.</exception>
    public static Option<SslServerAuthenticationOptions> Tls(Uri url, string? certificate, string? key)
    {
        if (url.Scheme != "wss")
            return Option<SslServerAuthenticationOptions>.None;
        if (certificate is null)
            throw new UsageException(
                $"{url} needs a certificate: --cert FILE, and --key FILE if the key is in a separate file, both in PEM form."
            );
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), chain),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException(
                $"--cert '{certificate}'{(key is null ? "" : $" with --key '{key}'")} cannot be used: {error.Message}"
            );
        }
    }
}
