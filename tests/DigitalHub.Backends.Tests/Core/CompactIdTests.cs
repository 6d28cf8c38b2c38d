using System.Text;
using DigitalHub.Backends.Core.Listing;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>Ids that differ, differ in 128 bits, too.</summary>
public sealed class CompactIdTests
{
    private static readonly string[] Ids =
    [
        "", "a", "A", "a0", "0a", "run-000001", "run-000010", "fifteen-letters", "sixteen--letters", "sixteen--Letters",
        "291b3a4516674fa996bd5f261d9ef8f0", "291B3A4516674FA996BD5F261D9EF8F0", "291b3a4516674fa996bd5f261d9ef8f1",
        "291b3a45-1667-4fa9-96bd-5f261d9ef8f0", "291B3A45-1667-4fa9-96bd-5f261d9ef8f0", "+91b3a4516674fa996bd5f261d9ef8f0", "291b3a4516674fa9+6bd5f261d9ef8f0",
        "00000000000000000000000000000000", "0", "00000000-0000-0000-0000-000000000000", "ü", new string('x', 255), new string('x', 254) + "y",
    ];

    [Fact]
    public void Ids_that_differ_differ() => Assert.Equal(Ids.Length, Ids.Select(CompactId.Of).Distinct().Count());

    [Fact]
    public void Text_and_bytes_give_the_same() => Assert.All(Ids, id => Assert.Equal(CompactId.Of(id), CompactId.Of(Encoding.UTF8.GetBytes(id))));
}
