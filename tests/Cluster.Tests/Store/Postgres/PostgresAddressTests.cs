using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Postgres;
using Npgsql;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://anna:ge%40heim@db.example:6432/studies?sslmode=require&connect_timeout=9")]
    [InlineData("postgresql://anna:ge%40heim@db.example:6432/studies?sslmode=require&timeout=9")]
    [InlineData("Host=db.example;Port=6432;Username=anna;Password=ge@heim;Database=studies;SSL Mode=Require;Timeout=9")]
    public void Parse_UrlOrConnectionString_IsTheSame(string text)
    {
        var address = PostgresAddress.Parse(text);

        var parts = address.Connection;
        Assert.Equal(("db.example", 6432, "anna", "ge@heim", "studies"), (parts.Host, parts.Port, parts.Username, parts.Password, parts.Database));
        Assert.Equal((SslMode.Require, 9), (parts.SslMode, parts.Timeout));
        Assert.True(address.HasPassword);
        Assert.Equal("PostgreSQL at db.example:6432, database studies", address.ToString());
    }

    [Fact]
    public void Parse_AnyAddress_LeavesNothingToASession()
    {
        var parts = PostgresAddress.Parse("Host=db;Max Auto Prepare=20;No Reset On Close=false;Maximum Pool Size=3").Connection;

        Assert.Equal((0, true, 3), (parts.MaxAutoPrepare, parts.NoResetOnClose, parts.MaxPoolSize));
        Assert.Equal(6, PostgresAddress.Parse("postgres://db").Connection.MaxPoolSize);
    }

    [Theory]
    [InlineData("geheim")]
    [InlineData("Host=db;Pasword=geheim")]
    [InlineData("postgres://anna:geheim@/studies")]
    [InlineData("postgres://anna:geheim@db:port/studies")]
    [InlineData("postgres://anna:geheim@db/studies?geheim=1")]
    [InlineData("Database=studies;Password=geheim")]
    public void Parse_NoAddress_SaysSoWithoutRepeatingIt(string text)
    {
        var problem = Assert.Throws<StoreException>(() => PostgresAddress.Parse(text));

        Assert.Contains("postgres://USER@HOST:PORT/DATABASE", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", problem.ToString(), StringComparison.Ordinal);
    }
}
