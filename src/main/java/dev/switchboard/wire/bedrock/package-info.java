/**
 * AWS Bedrock's Converse and ConverseStream, as we speak them to AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">
 *     source</a>
 */
@NullMarked
package dev.switchboard.wire.bedrock;

import org.jspecify.annotations.NullMarked;
