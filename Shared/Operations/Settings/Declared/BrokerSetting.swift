public import Foundation

/// The settings of the connection to RabbitMQ.
public enum BrokerSetting {
    public static let url = Setting<String>(
        required: "BROKER_URL",
        "The broker, with the executable's own user; amqps:// for TLS; several hosts separated by commas are tried in turn.",
        .text("amqp://user:password@host:5672/letters"), isSecret: true, of: .everyone)
    public static let authority = Setting<URL?>(
        optional: "BROKER_CA_FILE", "The authorities that may vouch for the broker.",
        .file("the PEM file of the broker's authorities"), requiredWhen: "when BROKER_URL begins with amqps://",
        of: .everyone)
    public static let certificate = Setting<URL?>(
        optional: "BROKER_CERTIFICATE_FILE", "Our own certificate, where the broker asks for one.",
        .file("a PEM file"), of: .everyone)
    public static let key = Setting<URL?>(
        optional: "BROKER_KEY_FILE", "The private key of our own certificate.", .file("a PEM file"), of: .everyone)

    static let all = [url.declaration, authority.declaration, certificate.declaration, key.declaration]
}
