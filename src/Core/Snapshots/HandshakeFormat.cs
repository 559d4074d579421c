namespace Pure.WebSockets;

/// <summary>Writes and reads the values of the opening handshake.</summary>
internal static class HandshakeFormat
{
    public static void Write(SnapshotWriter to, IEnumerable<ExtensionOffer> extensions) => to.Each(extensions, extension =>
    {
        to.Text(extension.Name);
        to.Each(extension.Parameters, parameter =>
        {
            to.Text(parameter.Name);
            to.Maybe(parameter.Value, to.Text);
        });
    });

    public static Seq<ExtensionOffer> ReadExtensions(SnapshotReader from) =>
        from.Each(() => new ExtensionOffer(from.Text(), from.Each(() => new ExtensionParameter(from.Text(), from.Maybe(from.Text)))));

    public static void Write(SnapshotWriter to, IEnumerable<Header> headers) => to.Each(headers, header =>
    {
        to.Text(header.Name);
        to.Text(header.Value);
    });

    public static Seq<Header> ReadHeaders(SnapshotReader from) => from.Each(() => new Header(from.Text(), from.Text()));

    public static void Write(SnapshotWriter to, UpgradeRequest request)
    {
        to.Text(request.Target);
        to.Maybe(request.Key, to.Text);
        to.Each(request.Subprotocols, to.Text);
        Write(to, request.Extensions);
        Write(to, request.Headers);
    }

    public static UpgradeRequest ReadRequest(SnapshotReader from) =>
        new(from.Text(), from.Maybe(from.Text), from.Each(from.Text), ReadExtensions(from), ReadHeaders(from));

    public static void Write(SnapshotWriter to, UpgradeOffer offer)
    {
        to.Text(offer.Host);
        to.Text(offer.Target);
        to.Each(offer.Subprotocols, to.Text);
        Write(to, offer.Headers);
    }

    public static UpgradeOffer ReadOffer(SnapshotReader from) =>
        new(from.Text(), from.Text()) { Subprotocols = from.Each(from.Text), Headers = ReadHeaders(from) };

    public static void Write(SnapshotWriter to, ResponseHead response)
    {
        to.Number(response.Status);
        to.Text(response.Reason);
        Write(to, response.Headers);
    }

    public static ResponseHead ReadResponse(SnapshotReader from) => new(from.Int(999), from.Text(), ReadHeaders(from));
}
