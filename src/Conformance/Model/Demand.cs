namespace Pure.WebSockets.Conformance;

/// <summary>How strongly a rule demands a behaviour (RFC 2119).</summary>
internal enum Demand : byte
{
    /// <summary>The behaviour is neither required nor recommended.</summary>
    May,

    /// <summary>
    /// The behaviour is recommended, and the verdict on a peer that behaves differently is NON-STRICT. The value also applies to the
    /// rejection of a frame that breaks a rule that binds only its sender. A receiver is not required to reject such a frame.
    /// </summary>
    Should,

    /// <summary>The behaviour is required.</summary>
    Must,
}

/// <summary>A set of close codes with which an endpoint may fail a connection.</summary>
[Flags]
internal enum FailCodes : byte
{
    /// <summary>No code.</summary>
    None = 0,

    /// <summary>Code 1002, a protocol error.</summary>
    Protocol = 1,

    /// <summary>Code 1007, data that is not consistent with the type of the message.</summary>
    Payload = 2,

    /// <summary>Code 1009, a message that is too big.</summary>
    TooBig = 4,

    /// <summary>Code 1008, a violation of a policy.</summary>
    Policy = 8,
}

/// <summary>Extension methods for sets of close codes.</summary>
internal static class FailCodesExtensions
{
    /// <summary>The close codes with which an endpoint may reject a message that is longer than its limit (RFC 6455 §10.4).</summary>
    public const FailCodes OfLimit = FailCodes.TooBig | FailCodes.Policy;

    /// <summary>Returns whether the set contains a close code.</summary>
    public static bool Allow(this FailCodes codes, int code) => (codes & code switch
    {
        1002 => FailCodes.Protocol,
        1007 => FailCodes.Payload,
        1008 => FailCodes.Policy,
        1009 => FailCodes.TooBig,
        _ => FailCodes.None,
    }) != FailCodes.None;

    /// <summary>Returns the codes in the set as text, such as "1002 or 1007".</summary>
    public static string Words(this FailCodes codes) =>
        string.Join(" or ", new[] { 1002, 1007, 1008, 1009 }.Where(code => codes.Allow(code)));
}
