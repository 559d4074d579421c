using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LanguageExt;

namespace Pure.WebSockets.Tool;

/// <summary>TLS as the command line says it.</summary>
internal static class Certificates
{
    /// <summary>
    /// A client's end that takes any certificate: it is WebSocket that is looked at, often with a certificate made for the day.
    /// </summary>
    public static SslClientAuthenticationOptions TrustingAll => new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    /// <summary>The certificates of a PEM file, to be trusted.</summary>
    public static X509Certificate2Collection Read(string file)
    {
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(file);
            return read.Count > 0 ? read : throw new WrongUseException($"--ca '{file}' has no certificate in PEM form.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new WrongUseException($"--ca '{file}' cannot be used: {error.Message}");
        }
    }

    /// <summary>A server's end: a certificate with its chain, and its key, from PEM files. None for a URL that is not wss.</summary>
    public static Option<SslServerAuthenticationOptions> Tls(Uri url, string? certificate, string? key)
    {
        if (url.Scheme != "wss")
            return Option<SslServerAuthenticationOptions>.None;
        if (certificate is null)
            throw new WrongUseException(
                $"{url} needs a certificate: --cert FILE, and --key FILE where the key is in a file of its own, both in PEM form."
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
            throw new WrongUseException(
                $"--cert '{certificate}'{(key is null ? "" : $" with --key '{key}'")} cannot be used: {error.Message}"
            );
        }
    }
}
