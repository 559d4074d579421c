using System.Globalization;
using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// Finds the proxy that the environment variables specify. No standard defines these variables, so this class follows the conventions of
/// curl and Go.
/// </summary>
internal static class ProxyEnvironment
{
    /// <exception cref="ArgumentException">An environment variable does not specify a valid proxy.</exception>
    public static ClientProxy? Find(Uri target, Func<string, string?> variable)
    {
        if (IsExcluded(variable("no_proxy") ?? variable("NO_PROXY") ?? "", target)) return null;
        string[] names = target.Scheme == "wss" ? ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            : variable("GATEWAY_INTERFACE") is null ? ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
            : ["http_proxy", "all_proxy", "ALL_PROXY"];
        var named = names.FirstOrDefault(name => !string.IsNullOrEmpty(variable(name)));
        return named is null ? null : Parse(named, variable(named)!);
    }

    // A value without a scheme describes an HTTP proxy.
    private static ClientProxy Parse(string name, string value)
    {
        var text = value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}";
        try
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var proxy)
                ? ClientProxy.FromUri(proxy)
                : throw new ArgumentException("The value is not a URI.", nameof(value));
        }
        catch (ArgumentException exception)
        {
            // The message does not contain the value, because the value can contain a password.
            throw new ArgumentException(
                $"The environment variable {name} is not a valid proxy. {exception.Message}",
                nameof(name),
                exception
            );
        }
    }

    private static bool IsExcluded(string list, Uri target)
    {
        var host = ClientTarget.HostOf(target);
        return list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => Matches(entry, host.TrimEnd('.'), target.Port));
    }

    private static bool Matches(string entry, string host, int port)
    {
        var (name, only) = Parts(entry);
        if (only is { } number && number != port) return false;
        if (name == "*") return true;
        if (IPAddress.TryParse(host, out var address))
        {
            // An IPv4 address can also be written as an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2). An entry in either form therefore
            // matches an address in either form.
            var plain = HappyEyeballs.Unmap(address);
            return IPAddress.TryParse(name, out var one)
                ? HappyEyeballs.Unmap(one).Equals(plain)
                : IPNetwork.TryParse(name, out var range) && (range.Contains(plain) || range.Contains(plain.MapToIPv6()));
        }

        var suffix = name.TrimStart('*').Trim('.');
        return string.Equals(host, suffix, StringComparison.OrdinalIgnoreCase)
            || host.EndsWith($".{suffix}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Splits an entry into a host and a port. If the last colon is the only colon or directly follows ']', it separates the host from the
    /// port. Any other colon is part of an IPv6 address.
    /// </summary>
    private static (string Name, int? Port) Parts(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > 0 && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return hasPort && int.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (entry[..colon].Trim('[', ']'), port)
            : (entry.Trim('[', ']'), null);
    }
}
