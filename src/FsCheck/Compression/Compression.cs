using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.FsCheck;

/// <summary>Generates options, offers and agreed parameters of permessage-deflate.</summary>
internal static class Compression
{
    private const int WidestBits = 15;

    public static Gen<Option<CompressionOptions>> Possible =>
        from there in Gen.Elements(true, false)
        from options in Options
        select there ? options : Option<CompressionOptions>.None;

    public static Gen<CompressionOptions> Options =>
        from server in Gen.Elements(true, false, false)
        from client in Gen.Elements(true, false, false)
        from bits in Bits.Two()
        from least in Gen.Elements(0, 1, 64, int.MaxValue)
        from level in Gen.Choose(1, 9)
        from count in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Constant(1)), (3, Gen.Choose(2, 4)))
        from offers in Offer.ListOf(count)
        select new CompressionOptions
        {
            ServerNoContextTakeover = server,
            ClientNoContextTakeover = client,
            ServerMaxWindowBits = bits.Item1,
            ClientMaxWindowBits = bits.Item2,
            MinBytes = least,
            Level = level,
            Offers = new Seq<DeflateOffer>(offers.ToArray()),
        };

    /// <summary>Agreed parameters, with or without context takeover in each direction, and with windows of 8 to 15 bits.</summary>
    public static Gen<DeflateParameters> Parameters =>
        from server in Gen.Elements(true, false, false)
        from client in Gen.Elements(true, false, false)
        from bits in Bits.Two()
        select new DeflateParameters
        {
            ServerNoContextTakeover = server,
            ClientNoContextTakeover = client,
            ServerMaxWindowBits = bits.Item1,
            ClientMaxWindowBits = bits.Item2,
        };

    public static Gen<DeflateOffer> Offer =>
        from server in Gen.Elements(true, false, false)
        from client in Gen.Elements(true, false, false)
        from asked in Gen.Frequency((1, Gen.Constant(Option<int>.None)), (1, Bits.Select(Option<int>.Some)))
        from window in Gen.Frequency(
            (1, Gen.Constant<ClientWindow>(ClientWindow.Fixed.Instance)),
            (1, Gen.Constant<ClientWindow>(ClientWindow.Limitable.Instance)),
            (1, Bits.Select(bits => (ClientWindow)new ClientWindow.LimitedTo(bits)))
        )
        select new DeflateOffer
        {
            ServerNoContextTakeover = server,
            ClientNoContextTakeover = client,
            ServerMaxWindowBits = asked,
            ClientMaxWindowBits = window,
        };

    /// <summary>
    /// Returns a generator of the permessage-deflate element in the peer's head. The element is an offer if the receiver is a server, or an
    /// answer if the receiver is a client.
    /// </summary>
    public static Gen<ExtensionOffer> Element(Role role) =>
        Offer.Select(offer =>
            DeflateElement.Write(
                role == Role.Client && offer.ClientMaxWindowBits is ClientWindow.Limitable
                    ? offer with
                    {
                        ClientMaxWindowBits = ClientWindow.Fixed.Instance,
                    }
                    : offer
            )
        );

    /// <summary>Returns copies of the parameters. Each copy lacks one of the restrictions.</summary>
    public static IEnumerable<DeflateParameters> Shrink(DeflateParameters agreed)
    {
        if (agreed.ServerNoContextTakeover) yield return agreed with { ServerNoContextTakeover = false };
        if (agreed.ClientNoContextTakeover) yield return agreed with { ClientNoContextTakeover = false };
        if (agreed.ServerMaxWindowBits < WidestBits) yield return agreed with { ServerMaxWindowBits = WidestBits };
        if (agreed.ClientMaxWindowBits < WidestBits) yield return agreed with { ClientMaxWindowBits = WidestBits };
    }

    /// <summary>Returns copies of the offer. Each copy lacks one of the parameters.</summary>
    public static IEnumerable<DeflateOffer> Shrink(DeflateOffer offer)
    {
        if (offer.ServerNoContextTakeover) yield return offer with { ServerNoContextTakeover = false };
        if (offer.ClientNoContextTakeover) yield return offer with { ClientNoContextTakeover = false };
        if (offer.ServerMaxWindowBits.IsSome) yield return offer with { ServerMaxWindowBits = Option<int>.None };
        if (offer.ClientMaxWindowBits is not ClientWindow.Fixed)
            yield return offer with
            {
                ClientMaxWindowBits = ClientWindow.Fixed.Instance,
            };
    }

    private static Gen<int> Bits => Gen.Frequency((1, Gen.Constant(15)), (1, Gen.Choose(8, 15)));
}
