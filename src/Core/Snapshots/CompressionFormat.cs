namespace Pure.WebSockets;

/// <summary>
/// Writes and reads the compression options. The agreed compression parameters are not part of the options. <see cref="ConnectionFormat"/>
/// stores the parameters with the agreed extensions.
/// </summary>
internal static class CompressionFormat
{
    public static void Write(SnapshotWriter to, CompressionOptions options)
    {
        to.Flag(options.ServerNoContextTakeover);
        to.Flag(options.ClientNoContextTakeover);
        to.Number(options.ServerMaxWindowBits);
        to.Number(options.ClientMaxWindowBits);
        to.Number(options.MinBytes);
        to.Number(options.Level);
        to.Each(options.Offers.AsSeq(), offer => Write(to, offer));
    }

    public static CompressionOptions Read(SnapshotReader from) => new()
    {
        ServerNoContextTakeover = from.Flag(),
        ClientNoContextTakeover = from.Flag(),
        ServerMaxWindowBits = Bits(from),
        ClientMaxWindowBits = Bits(from),
        MinBytes = from.Int(),
        Level = Between(from, MatchSettings.MinLevel, MatchSettings.MaxLevel),
        Offers = from.Each(() => ReadOffer(from)),
    };

    private static void Write(SnapshotWriter to, DeflateOffer offer)
    {
        to.Flag(offer.ServerNoContextTakeover);
        to.Flag(offer.ClientNoContextTakeover);
        to.Maybe(offer.ServerMaxWindowBits, bits => to.Number(bits));
        to.Flag(offer.ClientMaxWindowBits is not ClientWindow.Fixed);
        if (offer.ClientMaxWindowBits is not ClientWindow.Fixed) to.Maybe(Own(offer.ClientMaxWindowBits), bits => to.Number(bits));
    }

    private static DeflateOffer ReadOffer(SnapshotReader from) =>
        new()
        {
            ServerNoContextTakeover = from.Flag(),
            ClientNoContextTakeover = from.Flag(),
            ServerMaxWindowBits = from.Maybe(() => Bits(from)),
            ClientMaxWindowBits = !from.Flag()
                ? ClientWindow.Fixed.Instance
                : from.Maybe(() => Bits(from))
                    .Match<ClientWindow>(Some: bits => new ClientWindow.LimitedTo(bits), None: () => ClientWindow.Limitable.Instance),
        };

    private static Option<int> Own(ClientWindow window) => window is ClientWindow.LimitedTo(var bits) ? bits : Option<int>.None;

    private static int Bits(SnapshotReader from) => Between(from, WindowSize.Least, WindowSize.Most);

    // If the number is invalid, SnapshotReader.Number returns zero. This method then returns the minimum, because zero can be less than the
    // minimum.
    private static int Between(SnapshotReader from, int least, int most) => (int)Math.Max(least, from.Number(least, most));
}
