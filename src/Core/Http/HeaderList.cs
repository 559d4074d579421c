namespace Pure.WebSockets;

/// <summary>Questions to a list of header fields (RFC 9110 §5).</summary>
public static class HeaderList
{
    /// <summary>The values of the fields of that name, in order; case does not matter.</summary>
    public static Seq<string> Values(Seq<Header> headers, string name) =>
        headers.Filter(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Map(header => header.Value).Strict();

    /// <summary>The value of the field of that name, when there is exactly one.</summary>
    public static Option<string> Single(Seq<Header> headers, string name) =>
        Values(headers, name) is { Count: 1 } values ? values[0] : Option<string>.None;

    /// <summary>
    /// The members of the comma-separated list that all fields of that name make up (RFC 9110 §5.6.1); empty members are skipped.
    /// </summary>
    internal static Seq<string> Members(Seq<Header> headers, string name) =>
        Values(headers, name)
            .Bind(value =>
                Seq.create<string>(value.Split(',').Select(member => member.Trim(' ', '\t')).Where(member => member.Length > 0).ToArray())
            )
            .Strict();

    internal static bool HasMember(Seq<Header> headers, string name, string member) =>
        Members(headers, name).Exists(found => string.Equals(found, member, StringComparison.OrdinalIgnoreCase));

    internal static bool Has(Seq<Header> headers, string name) => !Values(headers, name).IsEmpty;
}
